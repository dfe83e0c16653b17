/**
 * Auto-configuration of workers.
 */
@NullMarked
package io.distsys.autoconfigure.worker;

import org.jspecify.annotations.NullMarked;
