package io.distsys.consensus;

import java.time.Duration;

import io.distsys.cluster.NodeId;
import io.distsys.messaging.MessageHandler.Message;
import io.distsys.messaging.MessageHandler.Replier;
import io.distsys.messaging.Reply;
import io.distsys.time.MonotonicClock;
import io.microraft.Ordered;
import io.microraft.exception.CannotReplicateException;
import io.microraft.exception.NotLeaderException;
import org.jspecify.annotations.Nullable;

/**
 * Where the leader takes the commands and reads of all nodes, its own included. Whoever
 * comes to a node that does not lead is told that nothing was done.
 */
final class LeaderDesk {

	/** Calls to the leader come to this address. */
	static final String ADDRESS = "distsys.consensus.leader";

	/**
	 * Commands of users that the leader has under way at one time. Its log takes 4,096:
	 * the others are for leases and grants.
	 */
	private static final int MOST_APPENDED = 2_048;

	private final GroupKeeper keeper;

	private final HeldAnswers held;

	private @Nullable RaftLife appendedIn;

	private int appended;

	/**
	 * @param clock the clock of the loop
	 * @param heartbeat how long an answer may wait for the news that it depends on
	 */
	LeaderDesk(GroupKeeper keeper, MonotonicClock clock, Duration heartbeat) {
		this.keeper = keeper;
		this.held = new HeldAnswers(clock, heartbeat);
	}

	/** A request of another node. */
	void serve(Message message, Replier replier) {
		WireInput in = new WireInput(message.payload());
		Request request = Request.values()[in.kind()];
		GroupId group = in.group();
		RaftLife life = this.keeper.life();
		AnswerSink sink = (answer) -> replier.reply(new Reply.Answered(answer.toBytes()));
		if (life == null || !life.group().equals(group)) {
			sink.accept(LeaderAnswer.NOT_DONE);
			return;
		}
		switch (request) {
			case SUBMIT, VITAL -> append(life, request, in.bytes(), afterNews(life, message.sender(), sink));
			case BARRIER -> confirm(life, sink);
		}
	}

	private AnswerSink afterNews(RaftLife life, NodeId asker, AnswerSink sink) {
		return (answer) -> {
			if (answer.kind() == LeaderAnswer.Kind.DONE) {
				this.held.add(life, asker, answer, sink);
			}
			else {
				sink.accept(answer);
			}
		};
	}

	/** Runs after each step of the consensus library, before what it sends leaves. */
	void afterStep() {
		this.held.release(this.keeper.life());
	}

	/** Append a command, unless there is no room for what is not vital. */
	void append(RaftLife life, Request request, byte[] command, AnswerSink sink) {
		if (request == Request.VITAL) {
			append(life, command, sink);
			return;
		}
		if (this.appendedIn != life) {
			this.appendedIn = life;
			this.appended = 0;
		}
		if (this.appended >= MOST_APPENDED) {
			sink.accept(LeaderAnswer.NOT_DONE);
			return;
		}
		this.appended++;
		append(life, command, (answer) -> {
			this.appended -= (this.appendedIn == life) ? 1 : 0;
			sink.accept(answer);
		});
	}

	private static void append(RaftLife life, byte[] command, AnswerSink sink) {
		boolean[] beginning = { true };
		try {
			life.append(command, (ordered, failure) -> sink.accept(answer(ordered, failure, beginning[0])));
		}
		finally {
			beginning[0] = false;
		}
	}

	/** What is refused fails at once; what fails later may be in the logs of others. */
	private static LeaderAnswer answer(@Nullable Ordered<Object> ordered, @Nullable Throwable failure, boolean atOnce) {
		if (ordered != null) {
			return LeaderAnswer.done(ordered.getCommitIndex(), (byte[]) ordered.getResult());
		}
		boolean refused = failure instanceof NotLeaderException || failure instanceof CannotReplicateException;
		return (atOnce && refused) ? LeaderAnswer.NOT_DONE : LeaderAnswer.UNKNOWN;
	}

	/** Find out that this node still leads, and how far the log is. */
	void confirm(RaftLife life, AnswerSink sink) {
		if (!life.leads()) {
			sink.accept(LeaderAnswer.NOT_DONE);
			return;
		}
		this.keeper.barriers()
			.add(life, (index) -> sink.accept((index == ReadBarriers.NOT_LEADING) ? LeaderAnswer.NOT_DONE
					: LeaderAnswer.done(index, new byte[0])));
	}

	/** What may be asked; the order is that of the wire. */
	enum Request {

		SUBMIT, BARRIER, VITAL

	}

	@FunctionalInterface
	interface AnswerSink {

		void accept(LeaderAnswer answer);

	}

}
