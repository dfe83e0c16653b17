package io.distsys.consensus;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.distsys.messaging.EnvelopeMessenger;
import io.distsys.messaging.MessagingSettings;
import io.distsys.simulation.SimulatedMembership;
import io.distsys.simulation.SimulatedNetwork;
import io.distsys.simulation.VirtualLoop;
import io.distsys.simulation.VirtualTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Few who wait are woken before a step sends what it has to send, many afterwards. */
class AppliedSignalTests {

	private static final GroupId GROUP = new GroupId(1, 1);

	private final VirtualTime time = new VirtualTime(7);

	private final VirtualLoop loop = new VirtualLoop(this.time);

	private final SimulatedMembership membership = new SimulatedMembership(SimulatedMembership.node(1), this.loop);

	private final EnvelopeMessenger messenger = new EnvelopeMessenger(this.membership,
			new SimulatedNetwork(this.time).connect(this.membership.self().id(), this.loop), this.loop,
			MessagingSettings.ofDefaults());

	private final LoggedStateMachine machine = new LoggedStateMachine(new RecordingMachine(new History()));

	private final AppliedSignal signal = new AppliedSignal(this.machine, this.messenger, this.loop);

	private final List<String> happened = new ArrayList<>();

	@BeforeEach
	void follow() {
		this.machine.follow(GROUP);
	}

	/** On the loop, as the steps of the library. */
	private void stepThatApplies(int entries) {
		this.loop.execute(() -> this.messenger.together(() -> {
			for (long index = 1; index <= entries; index++) {
				this.machine.runOperation(index, new byte[0]);
			}
			this.signal.afterStep();
			this.signal.afterStep();
			this.happened.add("sent");
		}));
		this.time.runFor(Duration.ofMillis(1));
	}

	private void waitFor(int entries) {
		for (long index = 1; index <= entries; index++) {
			long awaited = index;
			this.machine.whenApplied(index, (group) -> this.happened.add("woken " + awaited));
		}
	}

	@Test
	void fewAreWokenBeforeAnythingIsSent() {
		waitFor(2);
		stepThatApplies(2);
		assertThat(this.happened).containsExactly("woken 1", "woken 2", "sent");
	}

	@Test
	void manyAreWokenOnceWhatTheStepSendsHasLeft() {
		waitFor(3);
		stepThatApplies(3);
		assertThat(this.happened).containsExactly("sent", "woken 1", "woken 2", "woken 3");
	}

	@Test
	void whoWaitsForLaterEntriesDoesNotCount() {
		waitFor(5);
		stepThatApplies(1);
		assertThat(this.happened).containsExactly("woken 1", "sent");
		assertThat(this.machine.areWaitedFor(0)).isFalse();
	}

	/** Such as one who is answered while many are still to be woken. */
	@Test
	void whoComesLaterIsNotWokenBeforeThoseOfEarlierEntries() {
		waitFor(3);
		this.loop.execute(() -> {
			for (long index = 1; index <= 5; index++) {
				this.machine.runOperation(index, new byte[0]);
			}
			this.signal.afterStep();
			this.machine.whenApplied(5, (group) -> this.happened.add("woken 5"));
			this.machine.whenApplied(3, (group) -> this.happened.add("woken 3 too"));
		});
		this.time.runFor(Duration.ofMillis(1));
		this.machine.whenApplied(4, (group) -> this.happened.add("at once"));
		assertThat(this.happened).containsExactly("woken 1", "woken 2", "woken 3", "woken 3 too", "woken 5", "at once");
	}

	@Test
	void manyAreWokenEachTime() {
		waitFor(3);
		stepThatApplies(3);
		this.happened.clear();
		for (long index = 4; index <= 6; index++) {
			this.machine.whenApplied(index, (group) -> this.happened.add("woken"));
		}
		stepThatApplies(6);
		assertThat(this.happened).containsExactly("sent", "woken", "woken", "woken");
	}

	@Test
	void oneWhoFailsKeepsNothingFromTheOthers() {
		this.machine.whenApplied(1, (group) -> {
			throw new IllegalStateException("planted");
		});
		this.machine.whenApplied(1, (group) -> this.happened.add("woken 1"));
		this.machine.whenApplied(2, (group) -> this.happened.add("woken 2"));
		stepThatApplies(2);
		assertThat(this.happened).containsExactly("woken 1", "woken 2", "sent");
	}

}
