package io.distsys.ownership;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.distsys.consensus.ReplicatedLog;
import io.distsys.time.EventLoop;

/**
 * The numbers of the table, changed through the log, and read behind a barrier on the
 * loop, where the table is never half replaced.
 */
final class LoggedNumbers implements Numbers {

	private final ReplicatedLog log;

	private final OwnershipTable table;

	private final EventLoop loop;

	LoggedNumbers(ReplicatedLog log, OwnershipTable table, EventLoop loop) {
		this.log = log;
		this.table = table;
		this.loop = loop;
	}

	@Override
	public CompletionStage<Long> read(String name, Duration timeout) {
		return this.log.readBarrier(timeout).thenApplyAsync((index) -> this.table.number(name), this.loop);
	}

	@Override
	public CompletionStage<Changed> change(String name, Change change, int mostNumbers, Duration timeout) {
		byte[] command = CommandCodec.encode(new Command.ChangeNumber(name, change, mostNumbers));
		return this.log.submit(command, timeout).thenApply((applied) -> TableReader.read(applied.result(), (in) -> {
			if (!in.flag()) {
				throw new TooManyNumbersException(name, mostNumbers);
			}
			return new Changed(in.number(), in.number());
		}));
	}

}
