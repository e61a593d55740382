#!/usr/bin/env node
import { Command } from 'commander';
import { gatewayCommand } from './commands/gateway.ts';

await new Command('throughline')
  .description("Gets an agent gateway's telemetry into Prometheus, and proves that it got there")
  .addCommand(gatewayCommand())
  .parseAsync();
