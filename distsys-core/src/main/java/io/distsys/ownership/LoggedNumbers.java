package io.distsys.ownership;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

import io.distsys.consensus.ReplicatedLog;

/** The numbers of the table, read behind a barrier and changed through the log. */
final class LoggedNumbers implements Numbers {

	private final ReplicatedLog log;

	private final OwnershipTable table;

	LoggedNumbers(ReplicatedLog log, OwnershipTable table) {
		this.log = log;
		this.table = table;
	}

	@Override
	public CompletionStage<Long> read(String name, Duration timeout) {
		return this.log.readBarrier(timeout).thenApply((index) -> this.table.number(name));
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
