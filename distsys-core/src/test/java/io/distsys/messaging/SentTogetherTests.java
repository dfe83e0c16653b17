package io.distsys.messaging;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.distsys.cluster.Node;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/** What is sent together shares a frame, though nothing is in flight. */
class SentTogetherTests {

	private static final Duration MINUTE = Duration.ofMinutes(1);

	private final VirtualTime time = new VirtualTime(7);

	private final VirtualLoop loop = new VirtualLoop(this.time);

	private final Node bob = SimulatedMembership.node(2);

	private final Node carol = SimulatedMembership.node(3);

	private final HandWire wire = new HandWire();

	private final SimulatedMembership membership = new SimulatedMembership(SimulatedMembership.node(1), this.loop);

	private final EnvelopeMessenger alice = new EnvelopeMessenger(this.membership, this.wire, this.loop,
			MessagingSettings.ofDefaults());

	@BeforeEach
	void introduce() {
		this.membership.join(this.bob);
		this.membership.join(this.carol);
	}

	private void onLoop(Runnable task) {
		this.loop.execute(task);
		this.time.runFor(Duration.ofMillis(1));
	}

	private void cast(Node to, Lane lane, String text) {
		assertThat(this.alice.cast(to.id(), lane, "inbox", text.getBytes(StandardCharsets.UTF_8))).isTrue();
	}

	private List<String> texts(int frame) {
		return Frame.decode(this.wire.sent.get(frame), this.time.nanos())
			.envelopes()
			.stream()
			.map((envelope) -> new String(envelope.payload(), StandardCharsets.UTF_8))
			.toList();
	}

	@Test
	void oneFrameForEachNodeAndLaneLeavesAtTheEnd() {
		onLoop(() -> this.alice.together(() -> {
			cast(this.bob, Lane.CONTROL, "one");
			cast(this.carol, Lane.CONTROL, "two");
			this.alice.call(this.bob.id(), Lane.CONTROL, "inbox", "three".getBytes(StandardCharsets.UTF_8), MINUTE);
			cast(this.bob, Lane.BULK, "four");
			assertThat(this.wire.sent).isEmpty();
		}));
		assertThat(this.wire.sent).hasSize(3);
		assertThat(texts(0)).containsExactly("one", "three");
		assertThat(texts(1)).containsExactly("two");
		assertThat(texts(2)).containsExactly("four");
	}

	@Test
	void answerSharesTheFrameOfWhatIsSentBecauseOfTheQuestion() {
		this.alice.handle("desk", this.loop, (message, replier) -> this.alice.together(() -> {
			replier.reply(new Reply.Answered("done".getBytes(StandardCharsets.UTF_8)));
			cast(this.bob, Lane.CONTROL, "news");
		}));
		Envelope question = new Envelope.Call("desk".getBytes(StandardCharsets.UTF_8), 1, MINUTE.toNanos(),
				new byte[0]);
		this.wire.receiver()
			.onFrame(this.bob.id(), Lane.CONTROL, new Frame(1, 1, List.of(question)).encode(this.time.nanos()));
		this.time.runFor(Duration.ofMillis(1));
		assertThat(this.wire.sent).hasSize(1);
		assertThat(texts(0)).containsExactly("done", "news");
	}

	/** Whatever finds nothing queued is taken, how large it may be. */
	@Test
	void whatHasNoRoomBesideWhatIsGatheredFollowsIt() {
		byte[] large = new byte[(int) MessagingSettings.ofDefaults().of(Lane.CONTROL).maxQueuedBytes() + 1];
		onLoop(() -> this.alice.together(() -> {
			cast(this.bob, Lane.CONTROL, "small");
			assertThat(this.alice.cast(this.bob.id(), Lane.CONTROL, "inbox", large)).isTrue();
		}));
		assertThat(texts(0)).containsExactly("small");
		this.wire.accept(0);
		this.wire.runSenders();
		assertThat(this.wire.sent).hasSizeGreaterThan(1);
	}

	@Test
	void whatIsSentWithinAnotherCallWaitsForTheEndOfThatOne() {
		onLoop(() -> this.alice.together(() -> {
			this.alice.together(() -> cast(this.bob, Lane.CONTROL, "inner"));
			cast(this.bob, Lane.CONTROL, "outer");
		}));
		assertThat(this.wire.sent).hasSize(1);
		assertThat(texts(0)).containsExactly("inner", "outer");
	}

	@Test
	void whatAnotherThreadSendsWaitsForNothing() {
		this.alice.together(() -> {
			cast(this.bob, Lane.CONTROL, "one");
			assertThat(this.wire.sent).hasSize(1);
			cast(this.bob, Lane.CONTROL, "two");
		});
		assertThat(this.wire.sent).hasSize(1);
		this.wire.accept(0);
		this.wire.runSenders();
		assertThat(texts(1)).containsExactly("two");
	}

	/** What comes late because a frame is in flight is sent when that is acknowledged. */
	@Test
	void whatIsSentTogetherWhileAFrameIsInFlightFollowsIt() {
		cast(this.bob, Lane.CONTROL, "before");
		onLoop(() -> this.alice.together(() -> {
			cast(this.bob, Lane.CONTROL, "one");
			cast(this.bob, Lane.CONTROL, "two");
		}));
		assertThat(this.wire.sent).hasSize(1);
		this.wire.accept(0);
		this.wire.runSenders();
		assertThat(texts(1)).containsExactly("one", "two");
	}

	@Test
	void whoeverFailsHasSentWhatWasSentBefore() {
		onLoop(() -> assertThatIllegalStateException().isThrownBy(() -> this.alice.together(() -> {
			cast(this.bob, Lane.CONTROL, "one");
			throw new IllegalStateException("planted");
		})));
		assertThat(this.wire.sent).hasSize(1);
		onLoop(() -> cast(this.carol, Lane.CONTROL, "two"));
		assertThat(this.wire.sent).hasSize(2);
	}

	@Test
	void whatWaitedForItsCompanyWhenTheMessengerClosedIsGivenUp() {
		List<Reply> replies = new ArrayList<>();
		onLoop(() -> this.alice.together(() -> {
			this.alice.call(this.bob.id(), Lane.CONTROL, "inbox", new byte[0], MINUTE).thenAccept(replies::add);
			this.alice.close();
		}));
		assertThat(this.wire.sent).isEmpty();
		assertThat(replies).singleElement()
			.isInstanceOfSatisfying(Reply.Unreachable.class,
					(reply) -> assertThat(reply.outcome()).isEqualTo(Outcome.DID_NOT_RUN));
	}

}
