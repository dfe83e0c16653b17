/**
 * The application whose instances are the nodes: what a user would write, and records.
 */
@NullMarked
package io.distsys.faults.node;

import org.jspecify.annotations.NullMarked;
