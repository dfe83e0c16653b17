package io.distsys.ownership;

import java.io.IOException;

/** The bytes of commands. Tags are for ever: a later version only adds to them. */
final class CommandCodec {

	private CommandCodec() {
	}

	static byte[] encode(Command command) {
		return TableWriter.bytes((out) -> write(out, command));
	}

	static Command decode(byte[] bytes) {
		return TableReader.read(bytes, CommandCodec::read);
	}

	private static void write(TableWriter out, Command command) throws IOException {
		if (command instanceof Command.OpenSession open) {
			out.tag(1);
			out.node(open.node());
			out.number(open.attempt());
			out.duration(open.ttl());
			out.offers(open.offers());
		}
		else if (command instanceof Command.RenewSession renew) {
			out.tag(2);
			out.session(renew.session());
		}
		else if (command instanceof Command.CloseSession close) {
			out.tag(3);
			out.session(close.session());
		}
		else if (command instanceof Command.ExpireSession expire) {
			out.tag(4);
			out.session(expire.session());
			out.number(expire.renewedAt());
		}
		else if (command instanceof Command.DrainSession drain) {
			out.tag(5);
			out.session(drain.session());
		}
		else if (command instanceof Command.ReplaceOffers offers) {
			out.tag(6);
			out.session(offers.session());
			out.offers(offers.offers());
		}
		else {
			writeAboutResources(out, command);
		}
	}

	private static void writeAboutResources(TableWriter out, Command command) throws IOException {
		if (command instanceof Command.Plan plan) {
			writePlan(out, plan);
		}
		else if (command instanceof Command.Activated activated) {
			out.tag(8);
			out.session(activated.session());
			out.many(activated.held(), out::held);
		}
		else if (command instanceof Command.Released released) {
			out.tag(9);
			out.session(released.session());
			out.many(released.handed(), (handed) -> {
				out.held(handed.held());
				out.optionalSession(handed.to());
			});
		}
		else if (command instanceof Command.Claim claim) {
			out.tag(10);
			out.session(claim.session());
			out.key(claim.key());
			out.metadata(claim.metadata());
		}
		else if (command instanceof Command.Unclaim unclaim) {
			out.tag(11);
			out.session(unclaim.session());
			out.held(unclaim.held());
		}
		else if (command instanceof Command.Describe describe) {
			out.tag(12);
			out.session(describe.session());
			out.held(describe.held());
			out.metadata(describe.metadata());
		}
		else {
			writeAboutQueues(out, command);
		}
	}

	/** A plan in which nothing is only better is written as before it was said. */
	private static void writePlan(TableWriter out, Command.Plan plan) throws IOException {
		out.tag(plan.better().isEmpty() ? 7 : 20);
		out.many(plan.moves(), out::move);
		if (!plan.better().isEmpty()) {
			out.number(plan.seen());
			out.many(plan.better(), out::move);
		}
	}

	private static void writeAboutQueues(TableWriter out, Command command) throws IOException {
		if (command instanceof Command.Enter enter) {
			out.tag(13);
			out.key(enter.key());
			out.waiter(enter.waiter());
			out.number(enter.mostWaiting());
		}
		else if (command instanceof Command.Leave leave) {
			out.tag(14);
			out.key(leave.key());
			out.waiter(leave.waiter());
		}
		else if (command instanceof Command.ChangeNumber change) {
			writeChange(out, change);
		}
		else {
			writeAboutMoves(out, command);
		}
	}

	private static void writeAboutMoves(TableWriter out, Command command) throws IOException {
		if (command instanceof Command.SetMoves set) {
			out.tag(18);
			out.number(set.seen());
			out.pause(set.pause());
		}
		else if (command instanceof Command.MoveNow) {
			out.tag(19);
		}
		else {
			throw new IllegalArgumentException("No bytes are defined for " + command);
		}
	}

	private static void writeChange(TableWriter out, Command.ChangeNumber command) throws IOException {
		Numbers.Change change = command.change();
		if (change instanceof Numbers.Change.Set set) {
			out.tag(15);
			out.number(set.value());
		}
		else if (change instanceof Numbers.Change.Add add) {
			out.tag(16);
			out.number(add.delta());
		}
		else if (change instanceof Numbers.Change.CompareAndSet compare) {
			out.tag(17);
			out.number(compare.expected());
			out.number(compare.value());
		}
		out.text(command.name());
		out.number(command.mostNumbers());
	}

	private static Command read(TableReader in) throws IOException {
		int tag = in.tag();
		return switch (tag) {
			case 1 -> new Command.OpenSession(in.node(), in.number(), in.duration(), in.offers());
			case 2 -> new Command.RenewSession(in.sessionId());
			case 3 -> new Command.CloseSession(in.sessionId());
			case 4 -> new Command.ExpireSession(in.sessionId(), in.number());
			case 5 -> new Command.DrainSession(in.sessionId());
			case 6 -> new Command.ReplaceOffers(in.sessionId(), in.offers());
			case 7 -> new Command.Plan(in.many(in::move));
			case 8 -> new Command.Activated(in.sessionId(), in.many(in::held));
			case 9 -> new Command.Released(in.sessionId(),
					in.many(() -> new Command.Handed(in.held(), in.optionalSession())));
			case 10 -> new Command.Claim(in.sessionId(), in.key(), in.metadata());
			case 11 -> new Command.Unclaim(in.sessionId(), in.held());
			case 12 -> new Command.Describe(in.sessionId(), in.held(), in.metadata());
			case 13 -> new Command.Enter(in.key(), in.waiter(), (int) in.number());
			case 14 -> new Command.Leave(in.key(), in.waiter());
			case 15 -> change(new Numbers.Change.Set(in.number()), in);
			case 16 -> change(new Numbers.Change.Add(in.number()), in);
			case 17 -> change(new Numbers.Change.CompareAndSet(in.number(), in.number()), in);
			case 18 -> new Command.SetMoves(in.number(), in.pause());
			case 19 -> new Command.MoveNow();
			case 20 -> new Command.Plan(in.many(in::move), in.number(), in.many(in::move));
			default -> throw new IOException("No command has the tag " + tag);
		};
	}

	private static Command change(Numbers.Change change, TableReader in) throws IOException {
		return new Command.ChangeNumber(in.text(), change, (int) in.number());
	}

}
