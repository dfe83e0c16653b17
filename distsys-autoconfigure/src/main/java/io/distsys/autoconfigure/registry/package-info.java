/**
 * Auto-configuration of the registry of names.
 */
@NullMarked
package io.distsys.autoconfigure.registry;

import org.jspecify.annotations.NullMarked;
