package io.distsys.messaging;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.distsys.time.MonotonicClock;
import io.distsys.time.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands messages to the handlers of their addresses. */
final class Dispatcher {

	static final MessageHandler.Replier NOBODY = (reply) -> {
	};

	private static final Logger logger = LoggerFactory.getLogger(Dispatcher.class);

	private static final byte[] NO_DETAIL = new byte[0];

	private final Map<String, Registration> registrations = new ConcurrentHashMap<>();

	private final MonotonicClock clock;

	private final MessagingCounters counters;

	private final Complaint failed;

	private final LastAddress lastAddress = new LastAddress();

	Dispatcher(MonotonicClock clock, MessagingCounters counters) {
		this.clock = clock;
		this.counters = counters;
		this.failed = new Complaint("A message was dropped, its handler failed", counters.failed, clock);
	}

	Subscription register(String address, Executor executor, MessageHandler handler) {
		Registration registration = new Registration(executor, handler);
		if (this.registrations.putIfAbsent(address, registration) != null) {
			throw new IllegalStateException("The address '" + address + "' already has a handler: close it first");
		}
		return () -> this.registrations.remove(address, registration);
	}

	/**
	 * Hand over a message.
	 * @param answers takes the answers; {@link #NOBODY} for a cast
	 */
	void dispatch(byte[] address, MessageHandler.Message message, MessageHandler.Replier answers) {
		String name = this.lastAddress.name(address);
		Registration registration = this.registrations.get(name);
		if (registration == null) {
			this.counters.unhandled.increment();
			logger.debug("No handler address={} sender={}", name, message.sender());
			answers.reply(new Reply.Refused(Refusal.NO_SUCH_ADDRESS, NO_DETAIL));
			return;
		}
		MessageHandler.Replier replier = (answers == NOBODY) ? NOBODY : new FirstReply(answers);
		try {
			registration.executor().execute(() -> run(name, registration, message, replier));
		}
		catch (RejectedExecutionException ex) {
			this.counters.rejected.increment();
			logger.debug("The executor of the handler is full address={} sender={}", name, message.sender());
			replier.reply(new Reply.Refused(Refusal.MAILBOX_FULL, NO_DETAIL));
		}
	}

	private void run(String address, Registration registration, MessageHandler.Message message,
			MessageHandler.Replier replier) {
		if (replier != NOBODY && this.clock.nanos() - message.deadlineNanos() > 0) {
			this.counters.droppedLate.increment();
			logger.debug("Dropped a call, its deadline has passed address={} sender={}", address, message.sender());
			return;
		}
		try {
			registration.handler().handle(message, replier);
		}
		catch (Throwable ex) {
			logger.debug("The handler failed address={} sender={}", address, message.sender(), ex);
			String text = ex.getClass().getName() + ": " + ex.getMessage();
			this.failed.add(message.sender(), address + ": " + text);
			replier.reply(new Reply.Failed(text.getBytes(StandardCharsets.UTF_8)));
			if (ex instanceof VirtualMachineError error) {
				throw error;
			}
		}
	}

	private record Registration(Executor executor, MessageHandler handler) {

	}

	private static final class FirstReply implements MessageHandler.Replier {

		private final MessageHandler.Replier target;

		private final AtomicBoolean replied = new AtomicBoolean();

		private FirstReply(MessageHandler.Replier target) {
			this.target = target;
		}

		@Override
		public void reply(Reply reply) {
			if (reply instanceof Reply.Unreachable || reply instanceof Reply.TimedOut) {
				throw new IllegalArgumentException("A callee cannot answer with " + reply);
			}
			if (this.replied.compareAndSet(false, true)) {
				try {
					this.target.reply(reply);
				}
				catch (IllegalArgumentException ex) {
					this.replied.set(false);
					throw ex;
				}
			}
		}

	}

}
