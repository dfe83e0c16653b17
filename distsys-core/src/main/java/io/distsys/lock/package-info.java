/**
 * Locks that one thread of the cluster holds at a time.
 */
@NullMarked
package io.distsys.lock;

import org.jspecify.annotations.NullMarked;
