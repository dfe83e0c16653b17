package io.distsys.pubsub;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.Codec;
import io.distsys.messaging.ContextCodec;
import io.distsys.messaging.MessageObserver;
import io.distsys.messaging.MessageObserver.Kind;
import io.distsys.messaging.MessageObserver.Operation;
import io.distsys.time.EventLoop;
import io.distsys.time.Subscription;

/**
 * Reliable topics over a {@link RetainedLog}. A message carries its publisher and the
 * count of that publisher's messages: by these a reader knows after a merge what it has
 * had, and what is missing.
 *
 * @since 0.1
 */
public final class LoggedTopics implements ReliableTopics, AutoCloseable {

	private final RetainedLog log;

	private final NodeId self;

	private final Codec codec;

	private final EventLoop loop;

	private final Executor userExecutor;

	private final TopicErrorHandler errorHandler;

	private final MessageObserver observer;

	private final Map<String, LogWriter> writers = new ConcurrentHashMap<>();

	private final Set<LogReader<?>> readers = ConcurrentHashMap.newKeySet();

	/** Guarded by this object, as is the removal of a reader. */
	private ReliableDeliveries ofThoseThatEnded = ReliableDeliveries.NONE;

	private final Subscription replacement;

	/**
	 * Create it.
	 * @param log keeps the messages
	 * @param self this node
	 * @param codec encodes the messages
	 * @param loop for pauses
	 * @param userExecutor runs the listeners
	 * @param errorHandler told of what listeners fail on
	 * @param observer sees the messages
	 */
	public LoggedTopics(RetainedLog log, NodeId self, Codec codec, EventLoop loop, Executor userExecutor,
			TopicErrorHandler errorHandler, MessageObserver observer) {
		this.log = log;
		this.self = self;
		this.codec = codec;
		this.loop = loop;
		this.userExecutor = userExecutor;
		this.errorHandler = errorHandler;
		this.observer = MessageObserver.guarded(observer);
		this.replacement = log.onReplaced(() -> loop.execute(() -> this.readers.forEach(LogReader::restart)));
	}

	@Override
	public CompletionStage<Long> publish(String topic, Object message) {
		byte[] body = this.codec.encode(message);
		LogWriter writer = this.writers.computeIfAbsent(requireName(topic),
				(name) -> new LogWriter(name, this.self, this.log, this.userExecutor));
		writer.requireSendable(body);
		return this.observer.sendAsync(new Operation(Kind.RELIABLE_TOPIC, topic, ""),
				(context) -> writer.append(ContextCodec.bounded(context), body));
	}

	private static String requireName(String topic) {
		if (topic.isEmpty() || TopicFilter.isPattern(topic)) {
			throw new IllegalArgumentException(
					"A reliable topic has a name, and '" + topic + "' is " + (topic.isEmpty() ? "none" : "a pattern"));
		}
		TopicMessage.requireShort(topic);
		return topic;
	}

	@Override
	public <T> Subscription subscribe(String topic, Class<T> type, ReliableListener<? super T> listener,
			ReplayOptions options) {
		LogReader<T> reader = new LogReader<>(requireName(topic), type, listener, options, this.log, this.codec,
				this.loop, this.userExecutor, this.errorHandler, this.observer);
		this.readers.add(reader);
		this.loop.execute(reader::start);
		return () -> end(reader);
	}

	private synchronized void end(LogReader<?> reader) {
		reader.close();
		if (this.readers.remove(reader)) {
			this.ofThoseThatEnded = this.ofThoseThatEnded.plus(reader.statistics());
		}
	}

	@Override
	public List<ReliableStatistics> statistics() {
		return this.readers.stream().<ReliableStatistics>map(LogReader::statistics).toList();
	}

	@Override
	public synchronized ReliableDeliveries deliveries() {
		ReliableDeliveries sum = this.ofThoseThatEnded;
		for (LogReader<?> reader : this.readers) {
			sum = sum.plus(reader.statistics());
		}
		return sum;
	}

	@Override
	public int waiting() {
		return this.writers.values().stream().mapToInt(LogWriter::waiting).sum();
	}

	/** Deliver nothing more. */
	@Override
	public void close() {
		this.readers.forEach(LogReader::close);
		this.replacement.close();
	}

}
