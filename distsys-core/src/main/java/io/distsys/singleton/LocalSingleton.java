package io.distsys.singleton;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.CallException;
import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import io.distsys.ownership.Fence;
import io.distsys.ownership.FenceClosedException;
import io.distsys.ownership.FencingToken;
import io.distsys.ownership.Grant;
import io.distsys.ownership.Guarantee;
import io.distsys.rpc.CallTarget;
import io.distsys.rpc.CallTarget.NotOwnerException;
import io.distsys.rpc.EncodedInvocation;
import io.distsys.rpc.Invocation;
import io.distsys.rpc.InvocationRunner;
import io.distsys.rpc.MethodTable;
import io.distsys.singleton.RunningCalls.Running;
import io.distsys.time.EventLoop;
import io.distsys.time.SerialExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One singleton on this node: its tenure if it has one, and the ways into it. */
final class LocalSingleton implements MessageHandler, CallTarget.LocalCalls {

	private static final Logger logger = LoggerFactory.getLogger(LocalSingleton.class);

	private static final Reply NOT_OWNER = new Reply.Refused(Refusal.NOT_OWNER, new byte[0]);

	/** A tenure has two at most; more than these wait only behind one that hangs. */
	private static final int MAX_ACTIVITIES = 64;

	private final SingletonDefinition definition;

	private final MethodTable methods;

	private final InvocationRunner runner;

	private final EventLoop loop;

	private final Executor userExecutor;

	private final Executor activityExecutor;

	private final SingletonSettings settings;

	private final ActivationBackoff backoff;

	private final long createdNanos;

	private final StateMail mail;

	private final Consumer<SingletonEvent> events;

	private volatile @Nullable Tenure tenure;

	private volatile @Nullable Stint stint;

	private volatile Stint.@Nullable Inheritance inheritance;

	LocalSingleton(SingletonDefinition definition, InvocationRunner runner, EventLoop loop, Executor userExecutor,
			SingletonSettings settings, StateMail mail, Consumer<SingletonEvent> events) {
		this.mail = mail;
		this.events = events;
		this.definition = definition;
		this.methods = MethodTable.of(definition.interfaces());
		this.runner = runner;
		this.loop = loop;
		this.userExecutor = userExecutor;
		this.activityExecutor = new SerialExecutor(userExecutor, MAX_ACTIVITIES);
		this.settings = settings;
		this.backoff = new ActivationBackoff(settings);
		this.createdNanos = loop.clock().nanos();
	}

	String name() {
		return this.definition.name();
	}

	Guarantee guarantee() {
		return this.definition.guarantee();
	}

	CompletionStage<Void> activate(Grant grant) {
		Stint begun = new Stint(this.definition, grant.cededBy(), this.inheritance, this.events);
		this.inheritance = null;
		Tenure granted = new Tenure(name(), grant, begun, this.settings, this.backoff, this.loop,
				this.activityExecutor);
		granted.whenActive(() -> begun.announce(grant.fence()));
		this.stint = begun;
		this.tenure = granted;
		return granted.activate();
	}

	/** Another node offers its state: the one before this one, or one that conceded. */
	void inherit(Stint.Inheritance inherited) {
		if (inherited.occasion() == StateOffer.Occasion.HANDED_OVER) {
			this.inheritance = inherited;
			return;
		}
		Tenure present = this.tenure;
		Stint current = this.stint;
		if (present == null || current == null || present.state() != SingletonState.ACTIVE) {
			logger.warn("State of a singleton came to a node that is not active any more, it is dropped name={}"
					+ " from={}", name(), inherited.token());
			return;
		}
		this.activityExecutor.execute(() -> current.accept(inherited));
	}

	void abandonActivation(Grant grant) {
		Tenure present = tenureOf(grant);
		if (present != null) {
			present.abandonActivation();
		}
	}

	/**
	 * Stop in order, and offer the state to the next node.
	 * @param reason why, for people
	 */
	CompletionStage<Void> release(Grant grant, @Nullable NodeId next, StateOffer.Occasion occasion, String reason) {
		Tenure present = tenureOf(grant);
		Stint current = this.stint;
		if (present == null || current == null) {
			return CompletableFuture.completedFuture(null);
		}
		current.willEnd(reason, true);
		return present.release().thenCompose((stopped) -> {
			Object state = current.offered();
			return (state != null && next != null)
					? this.mail.send(next, name(), grant.fence().token(), occasion, state)
					: CompletableFuture.completedFuture(null);
		});
	}

	void revoke(Grant grant, String reason) {
		Tenure present = tenureOf(grant);
		Stint current = this.stint;
		if (present != null && current != null) {
			current.willEnd(reason, false);
			present.revoke(reason);
		}
	}

	private @Nullable Tenure tenureOf(Grant grant) {
		Tenure present = this.tenure;
		return (present != null && present.fence().token().equals(grant.fence().token())) ? present : null;
	}

	SingletonState state() {
		Tenure present = this.tenure;
		return (present != null) ? present.state() : SingletonState.STANDBY;
	}

	Duration inStateFor() {
		Tenure present = this.tenure;
		return (present != null) ? present.inStateFor()
				: Duration.ofNanos(this.loop.clock().nanos() - this.createdNanos);
	}

	Optional<Fence> fence() {
		Tenure present = this.tenure;
		return (present != null && present.state() == SingletonState.ACTIVE && present.fence().isHeld())
				? Optional.of(present.fence()) : Optional.empty();
	}

	/** The fence of the grant that this node has, be it active by now or not. */
	Optional<Fence> presentFence() {
		Tenure present = this.tenure;
		return (present != null && present.state() != SingletonState.STANDBY) ? Optional.of(present.fence())
				: Optional.empty();
	}

	/** Begin a call if the singleton is active here. */
	private @Nullable Entered enter(String what) {
		Tenure present = this.tenure;
		if (present == null || present.state() == SingletonState.ACTIVATING) {
			return null;
		}
		return entered(present, present.calls().enter(what));
	}

	private @Nullable Entered entered(Tenure present, Optional<Running> call) {
		Running running = call.orElse(null);
		if (running == null) {
			return null;
		}
		ActingThread.enter(name(), present.fence());
		return new Entered(running, present.fence());
	}

	boolean runFenced(Runnable task) {
		return run(enter(taskName()), task);
	}

	/** Run what code under a grant has handed to this thread, unless that has ended. */
	boolean runFenced(FencingToken token, Runnable task) {
		Tenure present = this.tenure;
		return present != null && present.fence().token().equals(token)
				&& run(entered(present, present.calls().join(taskName())), task);
	}

	private static String taskName() {
		return "a task on thread " + Thread.currentThread().getName();
	}

	private static boolean run(@Nullable Entered entered, Runnable task) {
		if (entered == null) {
			return false;
		}
		try {
			if (!entered.fence().isHeld()) {
				return false;
			}
			task.run();
			return true;
		}
		finally {
			entered.leaveThread();
			entered.running().end();
		}
	}

	@Override
	public void handle(Message message, Replier replier) {
		EncodedInvocation invocation = EncodedInvocation.fromBytes(message.payload());
		if (message.deadlineNanos() - this.loop.clock().nanos() < 0) {
			logger.debug("Dropped a call that waited too long singleton={} method={}", name(), invocation.methodKey());
			return;
		}
		Entered entered = enter(invocation.methodKey());
		if (entered == null) {
			replier.reply(NOT_OWNER);
			return;
		}
		try {
			this.runner.run(this.methods, this.definition.target(), invocation, entered.fence()::check)
				.whenComplete((reply, failure) -> {
					entered.running().end();
					this.runner.answer(replier, invocation, reply);
				});
		}
		catch (RuntimeException | Error ex) {
			entered.running().end();
			throw ex;
		}
		finally {
			entered.leaveThread();
		}
	}

	@Override
	public @Nullable Object call(Invocation invocation) throws Throwable {
		Entered entered = enterOrRefuse(invocation);
		try {
			return invoke(entered, invocation);
		}
		finally {
			entered.leaveThread();
			entered.running().end();
		}
	}

	@Override
	public CompletionStage<@Nullable Object> callAsync(Invocation invocation) {
		CompletableFuture<@Nullable Object> result = new CompletableFuture<>();
		this.userExecutor.execute(() -> runAsync(invocation, result));
		return result;
	}

	private void runAsync(Invocation invocation, CompletableFuture<@Nullable Object> result) {
		Entered entered;
		try {
			entered = enterOrRefuse(invocation);
		}
		catch (NotOwnerException ex) {
			result.completeExceptionally(ex);
			return;
		}
		try {
			Object returned = invoke(entered, invocation);
			if (!(returned instanceof CompletionStage<?> stage)) {
				throw new IllegalStateException(invocation.methodKey() + " returned no stage but " + returned);
			}
			stage.whenComplete((value, failure) -> {
				entered.running().end();
				if (failure != null) {
					result.completeExceptionally(failure);
				}
				else {
					result.complete(value);
				}
			});
		}
		catch (Throwable ex) {
			entered.running().end();
			result.completeExceptionally(ex);
		}
		finally {
			entered.leaveThread();
		}
	}

	private Entered enterOrRefuse(Invocation invocation) throws NotOwnerException {
		Entered entered = enter(invocation.methodKey());
		if (entered == null) {
			throw new NotOwnerException("Singleton '" + name() + "' is not active here");
		}
		return entered;
	}

	private @Nullable Object invoke(Entered entered, Invocation invocation) throws Throwable {
		Method method = this.methods.find(invocation.methodKey())
			.orElseThrow(() -> new CallException.RefusedException("Singleton '" + name() + "' does not let others call "
					+ invocation.methodKey() + " of " + invocation.method().getDeclaringClass().getName(),
					Refusal.NO_SUCH_ADDRESS));
		try {
			entered.fence().check();
		}
		catch (FenceClosedException ex) {
			throw new NotOwnerException(String.valueOf(ex.getMessage()));
		}
		try {
			return method.invoke(this.definition.target(), invocation.toArray());
		}
		catch (InvocationTargetException ex) {
			throw ex.getTargetException();
		}
	}

	/** A call that was let in, on the thread that it runs on. */
	private record Entered(Running running, Fence fence) {

		void leaveThread() {
			ActingThread.leave();
			this.running.leaveThread();
		}

	}

}
