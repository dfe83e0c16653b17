/**
 * What the secret and TLS cost.
 */
@NullMarked
package io.distsys.benchmarks.security;

import org.jspecify.annotations.NullMarked;
