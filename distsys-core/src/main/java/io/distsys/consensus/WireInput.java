package io.distsys.consensus;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.distsys.cluster.NodeId;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@link WireOutput} wrote. Bytes that are cut short fail with a
 * {@link java.nio.BufferUnderflowException}.
 */
final class WireInput {

	private final ByteBuffer in;

	WireInput(byte[] bytes) {
		this.in = ByteBuffer.wrap(bytes);
	}

	long number() {
		return this.in.getLong();
	}

	int small() {
		return this.in.getInt();
	}

	int kind() {
		return this.in.get();
	}

	boolean flag() {
		return this.in.get() != 0;
	}

	String text() {
		return new String(bytes(), StandardCharsets.UTF_8);
	}

	byte[] bytes() {
		byte[] value = new byte[count(1)];
		this.in.get(value);
		return value;
	}

	NodeId node() {
		return new NodeId(number(), number());
	}

	@Nullable NodeId nodeOrNone() {
		return flag() ? node() : null;
	}

	List<NodeId> nodes() {
		return list(this::node);
	}

	GroupId group() {
		return new GroupId(number(), number());
	}

	@Nullable GroupId groupOrNone() {
		return flag() ? group() : null;
	}

	Member member() {
		return new Member(node(), number());
	}

	List<Member> members() {
		return list(this::member);
	}

	<T> List<T> list(Supplier<T> element) {
		int count = count(1);
		List<T> elements = new ArrayList<>(count);
		for (int i = 0; i < count; i++) {
			elements.add(element.get());
		}
		return elements;
	}

	private int count(int leastBytesEach) {
		int count = small();
		if (count < 0 || (long) count * leastBytesEach > this.in.remaining()) {
			throw new IllegalArgumentException("A length of " + count + " where " + this.in.remaining() + " bytes are");
		}
		return count;
	}

}
