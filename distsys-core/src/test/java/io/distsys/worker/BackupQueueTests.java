package io.distsys.worker;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BackupQueueTests {

	private static final int ALL = 1 << 20;

	private final BackupQueue queue = new BackupQueue();

	@Test
	void onlyTheNewestStateOfAWorkerIsSent() {
		this.queue.add(copy("a", 1));
		this.queue.add(copy("b", 2));
		this.queue.add(copy("a", 3));
		BackupQueue.Batch batch = this.queue.next(ALL);
		assertThat(batch.copies()).extracting((copy) -> copy.version().number()).containsExactly(3L, 2L);
		assertThat(batch.confirms()).isEqualTo(3);
		assertThat(this.queue.isEmpty()).isTrue();
	}

	@Test
	void whatIsLeftOutIsNotConfirmed() {
		this.queue.add(copy("a", 1));
		this.queue.add(copy("b", 2));
		this.queue.add(copy("a", 3));
		BackupQueue.Batch first = this.queue.next(1);
		assertThat(first.copies()).extracting(StateCopy::key).containsExactly("a");
		assertThat(first.confirms()).isEqualTo(1);
		assertThat(this.queue.next(1).confirms()).isEqualTo(3);
	}

	@Test
	void whatReplaceABatchThatWasLostConfirmsNoLessAndNoMore() {
		this.queue.add(copy("a", 1));
		BackupQueue.Batch lost = this.queue.next(ALL);
		this.queue.add(copy("b", 2));
		this.queue.add(copy("a", 3));
		this.queue.putBack(lost);
		BackupQueue.Batch first = this.queue.next(1);
		assertThat(first.copies()).extracting((copy) -> copy.version().number()).containsExactly(3L);
		assertThat(first.confirms()).isEqualTo(1);
	}

	@Test
	void repliesComeBeforeWhatANewBackupLacks() {
		this.queue.begin(List.of(copy("x", 1), copy("y", 2)), null);
		this.queue.add(copy("a", 3));
		BackupQueue.Batch first = this.queue.next(1);
		assertThat(first.copies()).extracting(StateCopy::key).containsExactly("a");
		assertThat(first.confirms()).isEqualTo(3);
		assertThat(this.queue.next(ALL).copies()).extracting(StateCopy::key).containsExactly("x", "y");
	}

	@Test
	void aBackupIsToldThatItHasEverythingOnlyWithTheLastPartAndAgainIfThatWasLost() {
		StateVersion complete = new StateVersion(9, 1);
		this.queue.begin(List.of(copy("x", 1), copy("y", 2)), complete);
		assertThat(this.queue.next(1).completes()).isNull();
		BackupQueue.Batch last = this.queue.next(ALL);
		assertThat(last.completes()).isEqualTo(complete);
		assertThat(this.queue.isEmpty()).isTrue();
		this.queue.putBack(last);
		assertThat(this.queue.next(ALL).completes()).isEqualTo(complete);
	}

	private static StateCopy copy(String key, long number) {
		return new StateCopy(key, new StateVersion(9, number), new byte[] { 1, 2, 3 });
	}

}
