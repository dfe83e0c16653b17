/**
 * Auto-configuration of locks.
 */
@NullMarked
package io.distsys.autoconfigure.lock;

import org.jspecify.annotations.NullMarked;
