package io.distsys.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.distsys.cluster.Node;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What arrives and is no frame reaches nobody, is counted, and is told of now and then.
 */
class GarbledFramesTests {

	private static final int FRAMES = 10_000;

	private final VirtualTime time = new VirtualTime(11);

	private final VirtualLoop loop = new VirtualLoop(this.time);

	private final Node bob = SimulatedMembership.node(2);

	private final HandWire wire = new HandWire();

	private final SimulatedMembership membership = new SimulatedMembership(SimulatedMembership.node(1), this.loop);

	private final EnvelopeMessenger alice = new EnvelopeMessenger(this.membership, this.wire, this.loop,
			MessagingSettings.ofDefaults());

	private final List<String> handled = new ArrayList<>();

	private final Logger logger = (Logger) LoggerFactory.getLogger(Complaint.class);

	private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

	private final Random random = new Random(11);

	@BeforeEach
	void listen() {
		this.membership.join(this.bob);
		this.alice.handle("inbox", Runnable::run,
				(message, replier) -> this.handled.add(new String(message.payload(), StandardCharsets.UTF_8)));
		this.logged.start();
		this.logger.addAppender(this.logged);
	}

	@AfterEach
	void stop() {
		this.logger.detachAppender(this.logged);
	}

	private static byte[] bytes(String text) {
		return text.getBytes(StandardCharsets.UTF_8);
	}

	private byte[] frame() {
		return new Frame(1, 1, List.of(new Envelope.Cast(bytes("inbox"), bytes("good")))).encode(this.time.nanos());
	}

	private byte[] garbled() {
		return garbled(frame());
	}

	private byte[] garbled(byte[] good) {
		byte[] frame = good.clone();
		for (int change = 0; change <= this.random.nextInt(4); change++) {
			frame[this.random.nextInt(frame.length)] ^= (byte) (1 + this.random.nextInt(255));
		}
		return Arrays.equals(frame, good) ? anything() : frame;
	}

	private byte[] anything() {
		byte[] bytes = new byte[this.random.nextInt(200)];
		this.random.nextBytes(bytes);
		return bytes;
	}

	private void arrive(byte[] frame) {
		Lane lane = Lane.values()[this.random.nextInt(Lane.values().length)];
		this.wire.receiver().onFrame(this.bob.id(), lane, frame);
	}

	@Test
	void whatIsGarbledReachesNobodyAndIsCounted() {
		for (int i = 0; i < FRAMES; i++) {
			arrive((i % 2 == 0) ? garbled() : anything());
		}
		assertThat(this.handled).isEmpty();
		assertThat(this.alice.statistics().malformed()).isEqualTo(FRAMES);
		this.wire.receiver().onFrame(this.bob.id(), Lane.BULK, frame());
		assertThat(this.handled).containsExactly("good");
	}

	/** Beside the lanes too: the answer to a question is not another answer. */
	@Test
	void whatIsGarbledBesideTheLanesReachesNobodyAndIsCounted() {
		this.wire.exchanging = true;
		byte[] question = new Frame(0, 0, List.of(new Envelope.Call(bytes("inbox"), 1, Long.MAX_VALUE, bytes("good"))))
			.encode(this.time.nanos());
		for (int i = 0; i < FRAMES; i++) {
			assertThat(this.wire.receiver().onExchange(this.bob.id(), garbled(question), (back) -> true)).isFalse();
		}
		assertThat(this.handled).isEmpty();
		for (int i = 0; i < 1000; i++) {
			CompletableFuture<Reply> reply = ask();
			this.wire.backs.get(i).complete(garbled(answerTo(i)));
			assertThat(reply).isNotDone();
		}
		assertThat(this.alice.statistics().malformed()).isEqualTo(FRAMES + 1000);
		CompletableFuture<Reply> reply = ask();
		this.wire.backs.get(1000).complete(answerTo(1000));
		assertThat(reply).isCompletedWithValueMatching(Reply.Answered.class::isInstance);
	}

	private CompletableFuture<Reply> ask() {
		return this.alice.ask(this.bob.id(), Lane.BULK, "inbox", bytes("question"), Duration.ofMinutes(1))
			.toCompletableFuture();
	}

	private byte[] answerTo(int question) {
		Frame asked = Frame.decode(this.wire.exchanged.get(question), this.time.nanos());
		long correlation = ((Envelope.Call) asked.envelopes().get(0)).correlation();
		return new Frame(0, 0, List.of(new Envelope.Answer(correlation, new Reply.Answered(bytes("answer")))))
			.encode(this.time.nanos());
	}

	@Test
	void itIsToldOfOnceAMinute() {
		for (int i = 0; i < FRAMES; i++) {
			arrive(garbled());
		}
		assertThat(this.logged.list).hasSize(1);
		this.time.runFor(Duration.ofSeconds(61));
		arrive(garbled());
		arrive(garbled());
		assertThat(this.logged.list).hasSize(2);
		assertThat(this.logged.list.get(1).getFormattedMessage()).contains("dropped=" + (FRAMES + 1));
	}

}
