package io.distsys.messages;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.function.Predicate;

import io.distsys.cluster.NodeId;
import io.distsys.decision.ClusterDecisions;
import io.distsys.group.ClusterGroups;
import io.distsys.messaging.Lane;
import io.distsys.messaging.Transport;
import io.distsys.pubsub.ClusterListener;
import io.distsys.singleton.ClusterSingleton;
import io.distsys.worker.Distributed;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.stereotype.Component;

/**
 * Records all that reaches it from other nodes, and the frames that bring it. In a
 * package of its own: its worker would be found by the applications of another.
 */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import({ HeardApplication.Ledger.class, HeardApplication.Account.class, HeardApplication.Ears.class })
class HeardApplication {

	@Bean
	Heard heard() {
		return new Heard();
	}

	@Bean
	static Wire wire() {
		return new Wire();
	}

	/** What user code was called with. */
	static final class Heard {

		private final List<String> texts = new CopyOnWriteArrayList<>();

		String add(String text) {
			this.texts.add(text);
			return "heard " + text;
		}

		List<String> texts() {
			return List.copyOf(this.texts);
		}

	}

	interface Book {

		String write(String text);

	}

	@Component
	@ClusterSingleton("book")
	static class Ledger implements Book {

		private final Heard heard;

		Ledger(Heard heard) {
			this.heard = heard;
		}

		@Override
		public String write(String text) {
			return this.heard.add(text);
		}

	}

	interface Deposits {

		CompletionStage<String> deposit(String text);

	}

	@Distributed(value = "account", slots = 16)
	static class Account implements Deposits {

		private final Heard heard;

		Account(Heard heard) {
			this.heard = heard;
		}

		@Override
		public CompletionStage<String> deposit(String text) {
			return CompletableFuture.completedFuture(this.heard.add(text));
		}

	}

	@Component
	static class Ears {

		private final Heard heard;

		Ears(Heard heard, ClusterGroups groups, ClusterDecisions decisions) {
			this.heard = heard;
			groups.join("ears", String.class, (text, sender) -> heard.add(text));
			decisions.answer("heard", String.class, heard::add);
		}

		@ClusterListener(topics = "news")
		void hear(String text) {
			this.heard.add(text);
		}

	}

	/** Keeps copies of the first frames that arrive, and lets others be put in. */
	static final class Wire implements BeanPostProcessor {

		private static final int KEPT = 5_000;

		private final List<byte[]> frames = new CopyOnWriteArrayList<>();

		private volatile Transport.FrameReceiver receiver = (from, lane, frame) -> {
			throw new IllegalStateException("Nobody listens yet");
		};

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			return (bean instanceof Transport transport) ? new Tapped(transport, this) : bean;
		}

		List<byte[]> frames() {
			return List.copyOf(this.frames);
		}

		Transport.FrameReceiver receiver() {
			return this.receiver;
		}

		private void keep(byte[] frame) {
			if (this.frames.size() < KEPT) {
				this.frames.add(frame.clone());
			}
		}

	}

	private record Tapped(Transport transport, Wire wire) implements Transport {

		@Override
		public CompletionStage<Void> send(NodeId to, Lane lane, byte[] frame) {
			return this.transport.send(to, lane, frame);
		}

		@Override
		public Executor sender(Lane lane) {
			return this.transport.sender(lane);
		}

		@Override
		public boolean canExchange() {
			return this.transport.canExchange();
		}

		@Override
		public CompletionStage<byte[]> exchange(NodeId to, byte[] frame, Duration patience) {
			return this.transport.exchange(to, frame, patience);
		}

		@Override
		public void receive(FrameReceiver receiver) {
			this.wire.receiver = receiver;
			this.transport.receive(new FrameReceiver() {

				@Override
				public void onFrame(NodeId from, Lane lane, byte[] frame) {
					Tapped.this.wire.keep(frame);
					receiver.onFrame(from, lane, frame);
				}

				@Override
				public boolean onExchange(NodeId from, byte[] frame, Predicate<byte[]> back) {
					Tapped.this.wire.keep(frame);
					return receiver.onExchange(from, frame, back);
				}

			});
		}

	}

}
