package io.distsys.singleton;

import java.util.concurrent.Executor;

/**
 * The threads that run the code of singletons. Calls may hang, as many as there are
 * threads for them; what begins and ends a singleton must not wait behind them.
 *
 * @param calls runs calls; it needs a thread for each call that runs
 * @param activities runs what begins and ends singletons, and carries their states. A
 * singleton has one task of each kind at a time: with a thread for each of these no
 * singleton waits for another
 * @since 0.1
 */
public record SingletonThreads(Executor calls, Executor activities) {

}
