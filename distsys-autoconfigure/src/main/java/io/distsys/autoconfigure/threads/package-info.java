/**
 * Auto-configuration of the threads.
 */
@NullMarked
package io.distsys.autoconfigure.threads;

import org.jspecify.annotations.NullMarked;
