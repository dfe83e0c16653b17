/**
 * Auto-configuration of cluster singletons.
 */
@NullMarked
package io.distsys.autoconfigure.singleton;

import org.jspecify.annotations.NullMarked;
