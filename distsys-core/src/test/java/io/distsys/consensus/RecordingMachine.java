package io.distsys.consensus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Remembers every command with its index, and lets the {@link History} compare it with
 * what all other nodes applied there.
 */
final class RecordingMachine implements StateMachine {

	private static final int ROWS_A_CHUNK = 100;

	private final History history;

	private final TreeMap<Long, String> entries = new TreeMap<>();

	private GroupId group;

	private long token;

	private long highestToken;

	int resets;

	RecordingMachine(History history) {
		this.history = history;
	}

	@Override
	public void reset(GroupId newGroup) {
		this.group = newGroup;
		this.entries.clear();
		this.token = newGroup.tokenBase();
		this.highestToken = Math.max(this.highestToken, this.token);
		this.resets++;
	}

	@Override
	public byte[] apply(long index, byte[] command) {
		String text = new String(command, StandardCharsets.UTF_8);
		if (!this.entries.isEmpty() && this.entries.lastKey() >= index) {
			throw new AssertionError("Applied " + index + " after " + this.entries.lastKey());
		}
		this.history.applied(this.group, index, text);
		this.entries.put(index, text);
		this.token++;
		this.highestToken = Math.max(this.highestToken, this.token);
		return ("=" + text).getBytes(StandardCharsets.UTF_8);
	}

	@Override
	public void raiseTokens(long index, long floor) {
		this.history.applied(this.group, index, "raise " + floor);
		this.token = Math.max(this.token, floor);
		this.highestToken = Math.max(this.highestToken, this.token);
	}

	@Override
	public List<StateChunk> snapshot() {
		List<byte[]> chunks = new ArrayList<>();
		chunks.add(new WireOutput().number(this.token).toBytes());
		WireOutput chunk = new WireOutput();
		int rows = 0;
		for (Map.Entry<Long, String> entry : this.entries.entrySet()) {
			chunk.flag(true).number(entry.getKey()).text(entry.getValue());
			if (++rows % ROWS_A_CHUNK == 0) {
				chunks.add(chunk.flag(false).toBytes());
				chunk = new WireOutput();
			}
		}
		chunks.add(chunk.flag(false).toBytes());
		return chunks.stream().<StateChunk>map((bytes) -> () -> bytes).toList();
	}

	@Override
	public void install(long index, List<byte[]> chunks) {
		this.entries.clear();
		this.token = new WireInput(chunks.get(0)).number();
		this.highestToken = Math.max(this.highestToken, this.token);
		for (byte[] chunk : chunks.subList(1, chunks.size())) {
			WireInput in = new WireInput(chunk);
			while (in.flag()) {
				long at = in.number();
				String text = in.text();
				this.history.applied(this.group, at, text);
				this.entries.put(at, text);
			}
		}
	}

	@Override
	public long highestToken() {
		return this.highestToken;
	}

	void know(long higherToken) {
		this.highestToken = Math.max(this.highestToken, higherToken);
	}

	long token() {
		return this.token;
	}

	GroupId group() {
		return this.group;
	}

	TreeMap<Long, String> entries() {
		return this.entries;
	}

	List<String> commands() {
		return List.copyOf(this.entries.values());
	}

}
