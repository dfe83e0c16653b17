/**
 * A cluster on one thread with virtual time: seeded, so that every run can be repeated.
 */
package io.distsys.simulation;
