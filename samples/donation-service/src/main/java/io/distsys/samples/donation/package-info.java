/**
 * A donation service that runs on several nodes as one.
 */
@NullMarked
package io.distsys.samples.donation;

import org.jspecify.annotations.NullMarked;
