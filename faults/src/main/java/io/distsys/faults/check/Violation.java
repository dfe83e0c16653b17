package io.distsys.faults.check;

/**
 * A promise that a history breaks.
 *
 * @param resource the resource or object
 * @param from the clock where the interesting part of the history begins
 * @param to the clock where it ends
 * @param what what is wrong, for people
 */
public record Violation(String resource, long from, long to, String what) {

}
