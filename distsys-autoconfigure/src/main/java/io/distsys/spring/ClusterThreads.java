package io.distsys.spring;

import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

import io.distsys.time.MonotonicClock;
import io.distsys.time.ThreadEventLoop;

/**
 * The threads that all concepts share. None of them is a bean of its own: an
 * {@link Executor} among the beans would make Spring Boot withdraw the one that it makes
 * for the application.
 *
 * @since 0.1
 */
public final class ClusterThreads implements AutoCloseable {

	private static final String HAZELCAST_PREFIX = "hz.";

	private static final String PREFIX = "distsys-";

	/** Of the threads that run user code. */
	public static final String USER_PREFIX = PREFIX + "user-";

	/** Of those that run user code which begins and ends something. */
	public static final String ACTIVITY_PREFIX = USER_PREFIX + "activity-";

	/** Of those that tell who held something that it is lost. */
	public static final String LOSS_PREFIX = USER_PREFIX + "loss-";

	/** Of those that tell who held a name that it is lost. */
	public static final String NAME_LOSS_PREFIX = LOSS_PREFIX + "name-";

	private final ThreadEventLoop core;

	private final ThreadEventLoop events;

	private final UserThreads user;

	private final UserThreads activities;

	private final UserThreads losses;

	private final UserThreads nameLosses;

	/**
	 * Start the loops.
	 * @param clock the clock of the loops
	 * @param user runs user code
	 * @param activities runs user code that begins and ends something
	 * @param losses runs user code that is told of the loss of a grant
	 * @param nameLosses runs user code that is told of the loss of a name
	 */
	public ClusterThreads(MonotonicClock clock, UserThreads user, UserThreads activities, UserThreads losses,
			UserThreads nameLosses) {
		this.core = new ThreadEventLoop("distsys-core-1", clock);
		this.events = new ThreadEventLoop("distsys-events-1", clock);
		this.user = user;
		this.activities = activities;
		this.losses = losses;
		this.nameLosses = nameLosses;
	}

	/**
	 * The loop on which messaging, consensus and ownership live.
	 * @return the loop
	 */
	public ThreadEventLoop core() {
		return this.core;
	}

	/**
	 * The loop that tells listeners of changes of the view.
	 * @return the loop
	 */
	public ThreadEventLoop events() {
		return this.events;
	}

	/**
	 * Runs user code that is neither a worker nor a web request.
	 * @return the executor
	 */
	public Executor user() {
		return this.user;
	}

	/**
	 * Runs the user code that begins and ends singletons and leaderships: there is always
	 * a thread for it, whatever hangs among the rest.
	 * @return the executor
	 */
	public Executor activities() {
		return this.activities;
	}

	/**
	 * Runs the user code that is told of the loss of a singleton, a lock or a worker:
	 * calls that hang take none of its threads.
	 * @return the executor
	 */
	public Executor losses() {
		return this.losses;
	}

	/**
	 * Runs the user code that is told of the loss of a name. A node may hold very many,
	 * and lose them all at once: nobody else is to wait behind them.
	 * @return the executor
	 */
	public Executor nameLosses() {
		return this.nameLosses;
	}

	/**
	 * What runs user code, for meters.
	 * @return by what is run there
	 */
	public Map<String, UserThreads> pools() {
		return Map.of("calls", this.user, "activities", this.activities, "losses", this.losses, "name-losses",
				this.nameLosses);
	}

	/**
	 * Says whether the calling thread is one that must not be blocked.
	 * @return {@code true} on a loop and on the threads of Hazelcast
	 */
	public BooleanSupplier mustNotBlock() {
		return () -> this.core.inLoop() || this.events.inLoop()
				|| Thread.currentThread().getName().startsWith(HAZELCAST_PREFIX);
	}

	/**
	 * Says whether the calling thread is one that must not be held up where the cluster
	 * is slower than it: others would wait behind it.
	 * @return {@code true} on all threads of the library, those of workers included, and
	 * of Hazelcast; {@code false} on those of the application and of its listeners
	 */
	public BooleanSupplier mustNotBeHeldUp() {
		BooleanSupplier mustNotBlock = mustNotBlock();
		return () -> {
			String name = Thread.currentThread().getName();
			return mustNotBlock.getAsBoolean() || (name.startsWith(PREFIX) && !name.startsWith(USER_PREFIX));
		};
	}

	/** End the loops and the threads for user code. */
	@Override
	public void close() {
		this.user.close();
		this.activities.close();
		this.losses.close();
		this.nameLosses.close();
		this.events.close();
		this.core.close();
	}

}
