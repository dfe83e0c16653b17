/**
 * Leadership that one candidate of the cluster has at a time.
 */
@NullMarked
package io.distsys.election;

import org.jspecify.annotations.NullMarked;
