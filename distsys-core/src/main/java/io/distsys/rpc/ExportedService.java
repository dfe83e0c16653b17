package io.distsys.rpc;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletionStage;

import io.distsys.messaging.MessageHandler;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.Refusal;
import io.distsys.messaging.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A service of this node, and the calls of it that arrive in its {@link CallSlots}. */
final class ExportedService implements MessageHandler {

	private static final Logger logger = LoggerFactory.getLogger(ExportedService.class);

	private final String name;

	private final MethodTable methods;

	private final Object service;

	private final InvocationRunner calls;

	private final InvocationRunner casts;

	private final CallSlots slots;

	private final ServiceCounters counters;

	ExportedService(Class<?> type, Object service, InvocationRunner runner, CallSlots slots, ServiceCounters counters,
			MessageObserver observer) {
		this.name = type.getName();
		this.methods = MethodTable.of(type);
		this.service = service;
		this.calls = runner.observed(observer, Kind.SERVICE_CALL, this.name);
		this.casts = runner.observed(observer, Kind.SERVICE_CAST, this.name);
		this.slots = slots;
		this.counters = counters;
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
		CompletionStage<Reply> running = run(message, invocation);
		this.slots.hold(running, message.deadlineNanos());
		running.whenComplete((reply, failure) -> {
			this.counters.count(reply);
			if (reply instanceof Reply.Failed) {
				logger.debug("A call failed service={} method={} sender={}", this.name, invocation.methodKey(),
						message.sender());
			}
			this.calls.answer(replier, invocation, reply);
		});
	}

	private CompletionStage<Reply> run(Message message, EncodedInvocation invocation) {
		InvocationRunner runner = (message.deadlineNanos() == Long.MAX_VALUE) ? this.casts : this.calls;
		return CallDeadline.call(message.deadlineNanos(),
				() -> runner.run(this.methods, this.service, invocation, () -> {
				}));
	}

}
