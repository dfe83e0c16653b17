package io.distsys.faults.register;

import java.io.IOException;
import java.nio.file.Path;

import io.distsys.faults.history.EventKind;
import io.distsys.faults.history.History;
import io.distsys.faults.history.HistoryWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class FencedRegisterTests {

	@TempDir
	private Path directory;

	@Test
	void aWriteWithAnOlderTokenIsRefusedAndRecorded() throws IOException {
		Path socket = this.directory.resolve("register.sock");
		HistoryWriter history = new HistoryWriter(this.directory.resolve("register.jsonl"), "register", 0);
		try (FencedRegister register = new FencedRegister(socket, history);
				RegisterClient one = new RegisterClient(socket, "n1#1");
				RegisterClient two = new RegisterClient(socket, "n2#1")) {
			assertThat(one.write("ledger", 5)).isTrue();
			assertThat(one.write("ledger", 5)).isTrue();
			assertThat(two.write("ledger", 6)).isTrue();
			assertThat(one.write("ledger", 5)).isFalse();
			assertThat(one.write("mailer", 1)).isTrue();
		}
		assertThat(new History(this.directory).readOn()).extracting((event) -> event.kind() + " " + event.detail())
			.containsExactly(EventKind.WROTE + " n1#1", EventKind.WROTE + " n1#1", EventKind.WROTE + " n2#1",
					EventKind.REFUSED + " n1#1", EventKind.WROTE + " n1#1");
	}

}
