package io.distsys.consensus;

import java.util.Set;

import io.distsys.consensus.GroupMessage.Agree;
import io.distsys.consensus.GroupMessage.Confirm;
import io.distsys.consensus.GroupMessage.Gone;
import io.distsys.consensus.GroupMessage.Hello;
import io.distsys.consensus.GroupMessage.Join;
import io.distsys.consensus.GroupMessage.Leave;
import io.distsys.consensus.GroupMessage.Off;
import io.distsys.consensus.GroupMessage.Propose;
import io.distsys.consensus.GroupMessage.Refuse;
import io.distsys.consensus.GroupMessage.Welcome;

/** The binary form of {@link GroupMessage}s. */
final class GroupMessageCodec {

	private static final int HELLO = 1;

	private static final int PROPOSE = 2;

	private static final int AGREE = 3;

	private static final int REFUSE = 4;

	private static final int CONFIRM = 5;

	private static final int OFF = 6;

	private static final int JOIN = 7;

	private static final int WELCOME = 8;

	private static final int LEAVE = 9;

	private static final int GONE = 10;

	private GroupMessageCodec() {
	}

	static byte[] encode(GroupMessage message) {
		WireOutput out = new WireOutput();
		if (message instanceof Hello hello) {
			write(out.kind(HELLO), hello);
		}
		else if (message instanceof Propose propose) {
			propose.proposal().write(out.kind(PROPOSE));
		}
		else if (message instanceof Agree agree) {
			out.kind(AGREE).group(agree.group());
		}
		else if (message instanceof Refuse refuse) {
			out.kind(REFUSE).group(refuse.group()).text(refuse.why());
		}
		else if (message instanceof Confirm confirm) {
			out.kind(CONFIRM).group(confirm.group());
		}
		else if (message instanceof Off off) {
			out.kind(OFF).group(off.group()).flag(off.answered());
		}
		else if (message instanceof Join join) {
			out.kind(JOIN).group(join.group()).member(join.member()).number(join.highestToken());
		}
		else if (message instanceof Welcome welcome) {
			out.kind(WELCOME)
				.group(welcome.group())
				.member(welcome.member())
				.members(welcome.initialMembers())
				.number(welcome.configIndex());
		}
		else if (message instanceof Leave leave) {
			out.kind(LEAVE).group(leave.group()).member(leave.member());
		}
		else if (message instanceof Gone gone) {
			out.kind(GONE).group(gone.group()).member(gone.member());
		}
		return out.toBytes();
	}

	private static void write(WireOutput out, Hello hello) {
		out.groupOrNone(hello.group())
			.small(hello.voters())
			.nodeOrNone(hello.leader())
			.flag(hello.leading())
			.number(hello.configIndex())
			.number(hello.receiverLife())
			.number(hello.life())
			.flag(hello.bound())
			.flag(hello.leaving())
			.small(hello.expectedSize())
			.small(hello.maxVoters())
			.number(hello.leaseMillis())
			.small(hello.seen())
			.nodes(hello.heard())
			.nodes(hello.left())
			.number(hello.highestToken())
			.groupOrNone(hello.abandons());
	}

	static GroupMessage decode(byte[] bytes) {
		WireInput in = new WireInput(bytes);
		int kind = in.kind();
		return switch (kind) {
			case HELLO -> new Hello(in.groupOrNone(), in.small(), in.nodeOrNone(), in.flag(), in.number(), in.number(),
					in.number(), in.flag(), in.flag(), in.small(), in.small(), in.number(), in.small(),
					Set.copyOf(in.nodes()), Set.copyOf(in.nodes()), in.number(), in.groupOrNone());
			case PROPOSE -> new Propose(Proposal.read(in));
			case AGREE -> new Agree(in.group());
			case REFUSE -> new Refuse(in.group(), in.text());
			case CONFIRM -> new Confirm(in.group());
			case OFF -> new Off(in.group(), in.flag());
			case JOIN -> new Join(in.group(), in.member(), in.number());
			case WELCOME -> new Welcome(in.group(), in.member(), in.members(), in.number());
			case LEAVE -> new Leave(in.group(), in.member());
			case GONE -> new Gone(in.group(), in.member());
			default -> throw new IllegalArgumentException("Unknown kind of message " + kind);
		};
	}

}
