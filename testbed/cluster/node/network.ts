/** Addresses within the namespace of a node; two clusters have the same ones, and do not see each other. */
export const NODE_ADDRESS = '10.99.0.1';
export const POD_NETWORK = '10.88.0.0/16';
/** The controller manager gives the only node the first part of the pods' network. */
export const NODE_POD_NETWORK = '10.88.0.0/24';
export const SERVICE_NETWORK = '10.96.0.0/16';
export const DNS_ADDRESS = '10.96.0.10';
export const API_PORT = 6443;

export const BRIDGE = 'node0';
export const NODE_NAME = 'lab';
export const CLUSTER_DOMAIN = 'cluster.local';
