/**
 * What is done to a cluster while it works.
 */
@NullMarked
package io.distsys.faults.nemesis;

import org.jspecify.annotations.NullMarked;
