import type { Check } from '../define-check.ts';
import { TL101 } from './TL101.ts';
import { TL102 } from './TL102.ts';
import { TL103 } from './TL103.ts';
import { TL104 } from './TL104.ts';
import { TL201 } from './TL201.ts';
import { TL203 } from './TL203.ts';
import { TL204 } from './TL204.ts';
import { TL301 } from './TL301.ts';
import { TL302 } from './TL302.ts';
import { TL303 } from './TL303.ts';
import { TL401 } from './TL401.ts';
import { TL402 } from './TL402.ts';
import { TL403 } from './TL403.ts';
import { TL404 } from './TL404.ts';
import { TL405 } from './TL405.ts';
import { TL406 } from './TL406.ts';
import { TL501 } from './TL501.ts';
import { TL502 } from './TL502.ts';
import { TL503 } from './TL503.ts';
import { TL504 } from './TL504.ts';
import { TL601 } from './TL601.ts';
import { TL602 } from './TL602.ts';
import { TL603 } from './TL603.ts';
import { TL701 } from './TL701.ts';
import { TL702 } from './TL702.ts';
import { TL703 } from './TL703.ts';

/** All checks, in the order of their ids, which is that of the path. */
export const CHECKS: readonly Check[] = [
  TL101,
  TL102,
  TL103,
  TL104,
  TL201,
  TL203,
  TL204,
  TL301,
  TL302,
  TL303,
  TL401,
  TL402,
  TL403,
  TL404,
  TL405,
  TL406,
  TL501,
  TL502,
  TL503,
  TL504,
  TL601,
  TL602,
  TL603,
  TL701,
  TL702,
  TL703,
];
