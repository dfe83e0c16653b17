package io.distsys.worker;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import io.distsys.ownership.Guarantee;

/**
 * Marks a class whose instances, the workers, are spread over the cluster: for each key
 * at most one lives, on the node that owns the key's slot, and it handles one call at a
 * time; {@link #guarantee} says when there may be more.
 * <p>
 * <b>A class that implements an interface</b> is called through its interfaces: their
 * abstract methods, and no other one, can be reached. Interfaces of the JDK and of
 * Spring, {@link HandOver} and {@link Mergeable} do not count. On an interface the
 * annotation only gives the name, for nodes that call workers of a class that they do not
 * have.
 * <p>
 * <b>A class that implements none</b> is called by itself, through objects of a generated
 * subclass for which no constructor has run. Its public methods and those of its
 * superclasses can be reached, but for what others call: {@link OnStart} and
 * {@link OnStop} methods, those of {@link Object}, and those that a type of the JDK or of
 * Spring, {@link HandOver} or {@link Mergeable} declares. Such a class is neither final
 * nor sealed, and has no public field and no final method that is not private. On the
 * wire a method has the same name in both forms, so that a rolling update may change the
 * form; but not where the interface has type variables, for its names are the erased
 * ones, nor for methods that it inherits from an interface of the JDK or of Spring.
 * Fields of a reference are empty: code that can see them, of the class itself, of those
 * it is nested with, or of its package if they are not private, must not use them on one.
 *
 * @see Workers
 * @since 0.1
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Distributed {

	/**
	 * Name of the worker type, the same on all nodes and in all versions.
	 * @return the name
	 */
	String value();

	/**
	 * Number of slots that the keys are spread over: a power of two, fixed for the life
	 * of the cluster.
	 * @return the number of slots
	 */
	int slots() default WorkerTypeDefinition.DEFAULT_SLOTS;

	/**
	 * How many calls may wait for one worker; {@link #overflow} says what becomes of
	 * more.
	 * @return the capacity of a mailbox
	 */
	int mailboxCapacity() default WorkerLimits.DEFAULT_MAILBOX_CAPACITY;

	/**
	 * What becomes of a call to a worker whose mailbox is full.
	 * @return the policy
	 */
	Overflow overflow() default Overflow.REJECT;

	/**
	 * How long a worker stays in memory that nobody calls and that has no timer. Then it
	 * is put aside, with {@link OnStop}; the next call makes it again, with its state if
	 * it has a {@link WorkerState} or implements {@link HandOver}.
	 * @return milliseconds, 0 for ever
	 */
	long passivateAfter() default 0;

	/**
	 * How many workers stay in memory on one node. Beyond that those that were called
	 * longest ago are put aside; where none can be, {@link WorkerSupervisor#start} is
	 * refused.
	 * @return the limit, 0 for none
	 */
	int maxPerNode() default 0;

	/**
	 * When a worker runs again without a call.
	 * @return the restart type
	 */
	Restart restart() default Restart.TRANSIENT;

	/**
	 * How often a worker that crashes is made anew, and after which pauses.
	 * @return the budget of each worker
	 */
	Restarts restarts() default @Restarts;

	/**
	 * Exceptions that answer the caller and leave the worker as it is, besides the
	 * checked ones that the called method declares. Any other one restarts the worker:
	 * its state is given up.
	 * @return exceptions that are part of the business
	 */
	Class<? extends Throwable>[] keepOn() default {};

	/**
	 * What is promised when the network is cut or a node is lost. With
	 * {@link Guarantee#AVAILABLE} the workers of a node that was lost run elsewhere as
	 * soon as the loss is known, and on each side of a cut there is one of a key: their
	 * tokens exclude nobody. When the cut heals one of them is kept; if it has a state it
	 * is {@link Mergeable}. It must be the same on all nodes: to change it, stop all of
	 * them.
	 * @return the guarantee; by default never two of a key, and none without a majority
	 */
	Guarantee guarantee() default Guarantee.STRONG;

	/**
	 * Where the workers live. Types that share their slots must say the same.
	 * @return the placement; by default spread over all nodes
	 */
	Placed placement() default @Placed;

}
