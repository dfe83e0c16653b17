package io.distsys.consensus;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/** Writes the messages of this package, big-endian. */
final class WireOutput {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(128);

	private final DataOutputStream out = new DataOutputStream(this.bytes);

	private interface Write {

		void to(DataOutputStream out) throws IOException;

	}

	private WireOutput write(Write write) {
		try {
			write.to(this.out);
			return this;
		}
		catch (IOException ex) {
			throw new UncheckedIOException("Writing to memory does not fail", ex);
		}
	}

	WireOutput number(long value) {
		return write((to) -> to.writeLong(value));
	}

	WireOutput small(int value) {
		return write((to) -> to.writeInt(value));
	}

	WireOutput kind(int value) {
		return write((to) -> to.writeByte(value));
	}

	WireOutput flag(boolean value) {
		return write((to) -> to.writeBoolean(value));
	}

	WireOutput text(String value) {
		return bytes(value.getBytes(StandardCharsets.UTF_8));
	}

	WireOutput bytes(byte[] value) {
		return write((to) -> {
			to.writeInt(value.length);
			to.write(value);
		});
	}

	WireOutput node(NodeId node) {
		return number(node.high()).number(node.low());
	}

	WireOutput nodeOrNone(@Nullable NodeId node) {
		return (node != null) ? flag(true).node(node) : flag(false);
	}

	WireOutput nodes(Collection<NodeId> nodes) {
		small(nodes.size());
		nodes.forEach(this::node);
		return this;
	}

	WireOutput group(GroupId group) {
		return number(group.value()).number(group.tokenBase());
	}

	WireOutput groupOrNone(@Nullable GroupId group) {
		return (group != null) ? flag(true).group(group) : flag(false);
	}

	WireOutput member(Member member) {
		return node(member.node()).number(member.life());
	}

	WireOutput members(Collection<Member> members) {
		small(members.size());
		members.forEach(this::member);
		return this;
	}

	byte[] toBytes() {
		return this.bytes.toByteArray();
	}

}
