package io.distsys.rpc;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service of this node, and the calls of it that arrive. It is its own executor: it
 * takes so many calls at once and refuses the others, whatever queue the executor for
 * user code has.
 */
final class ExportedService implements MessageHandler, Executor {

	private static final Logger logger = LoggerFactory.getLogger(ExportedService.class);

	private final String name;

	private final MethodTable methods;

	private final Object service;

	private final InvocationRunner runner;

	private final Executor userExecutor;

	private final int maxCalls;

	private final ServiceCounters counters;

	private final MessageObserver observer;

	ExportedService(Class<?> type, Object service, InvocationRunner runner, Executor userExecutor, int maxCalls,
			ServiceCounters counters, MessageObserver observer) {
		this.name = type.getName();
		this.methods = MethodTable.of(type);
		this.service = service;
		this.runner = runner;
		this.userExecutor = userExecutor;
		this.maxCalls = maxCalls;
		this.counters = counters;
		this.observer = observer;
	}

	/**
	 * Run the handling of a call.
	 * @throws RejectedExecutionException if there are too many; the messenger answers
	 * that it is refused
	 */
	@Override
	public void execute(Runnable call) {
		if (this.counters.begin() > this.maxCalls) {
			this.counters.end();
			this.counters.refuse();
			throw new RejectedExecutionException(this.name + " has " + this.maxCalls + " calls");
		}
		try {
			this.userExecutor.execute(() -> {
				try {
					call.run();
				}
				finally {
					this.counters.end();
				}
			});
		}
		catch (RejectedExecutionException ex) {
			this.counters.end();
			this.counters.refuse();
			throw ex;
		}
	}

	@Override
	public void handle(Message message, Replier replier) {
		EncodedInvocation invocation;
		try {
			invocation = EncodedInvocation.fromBytes(message.payload());
		}
		catch (IllegalArgumentException ex) {
			logger.debug("Refused what is no call service={} sender={}", this.name, message.sender(), ex);
			this.counters.refuse();
			replier.reply(new Reply.Refused(Refusal.NO_SUCH_ADDRESS,
					String.valueOf(ex.getMessage()).getBytes(StandardCharsets.UTF_8)));
			return;
		}
		run(message, invocation).whenComplete((reply, failure) -> {
			this.counters.count(reply);
			if (reply instanceof Reply.Failed) {
				logger.debug("A call failed service={} method={} sender={}", this.name, invocation.methodKey(),
						message.sender());
			}
			this.runner.answer(replier, invocation, reply);
		});
	}

	private CompletionStage<Reply> run(Message message, EncodedInvocation invocation) {
		return CallDeadline.call(message.deadlineNanos(),
				() -> this.methods.find(invocation.methodKey())
					.map((method) -> observed(method, invocation))
					.orElseGet(() -> run(invocation)));
	}

	private CompletionStage<Reply> observed(Method method, EncodedInvocation invocation) {
		try {
			return this.observer.receive(new Operation(Kind.CALL, this.name, method.getName()), invocation.context(),
					() -> run(invocation));
		}
		catch (Exception ex) {
			throw new IllegalStateException("A call cannot be observed", ex);
		}
	}

	private CompletionStage<Reply> run(EncodedInvocation invocation) {
		return this.runner.run(this.methods, this.service, invocation, () -> {
		});
	}

}
