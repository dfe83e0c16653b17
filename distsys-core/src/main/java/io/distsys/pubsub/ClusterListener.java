package io.distsys.pubsub;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks a method that listens to topics. Its first parameter is the message and says
 * which type it takes; a second one of the type {@link TopicListener.Publication} says
 * where the message comes from.
 *
 * @since 0.1
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface ClusterListener {

	/**
	 * The topics, or patterns of topics: in these {@code *} stands for any characters. A
	 * topic that several of them cover is heard several times.
	 * @return at least one
	 */
	String[] topics();

	/**
	 * Names the listener in logs and statistics, and where it is started and stopped. An
	 * application in which two methods, or two beans of one class, have the id that is
	 * given here does not start.
	 * @return the id; if empty, class and method
	 */
	String id() default "";

	/**
	 * Whether it listens from the start of the application on, or only when it is told
	 * to.
	 * @return whether it does
	 */
	boolean autoStartup() default true;

	/**
	 * How many messages wait for it at most.
	 * @return the bound
	 */
	int queueBound() default 1024;

	/**
	 * What happens when as many do.
	 * @return the policy
	 */
	SubscriptionOptions.Overflow overflow() default SubscriptionOptions.Overflow.DROP_OLDEST;

	/**
	 * The group that it is a member of: of all listeners of a group, on all nodes, one
	 * has each message. See {@link Topics} for which one.
	 * @return the group; if empty, it hears every message
	 */
	String group() default "";

	/**
	 * How many messages it takes at once. Those of one key, and those of one publisher
	 * without a key, it takes one after another in their order all the same.
	 * @return at least 1
	 */
	int concurrency() default 1;

	/**
	 * The role of the nodes that take part, as {@link Topics#ofRole}: on a node without
	 * it there is no such listener.
	 * @return the role; if empty, the topics are those of all nodes
	 */
	String role() default "";

	/**
	 * The bean that is told of what it fails on.
	 * @return the name of a {@link TopicErrorHandler}; if empty, the one of all listeners
	 */
	String errorHandler() default "";

}
