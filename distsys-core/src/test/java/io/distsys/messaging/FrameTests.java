package io.distsys.messaging;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/** The bytes of a frame. */
class FrameTests {

	private final Frame frame = new Frame(3, 17,
			List.of(new Envelope.Cast(bytes("a"), bytes("cast")),
					new Envelope.Call(bytes("b"), 42, 9_000_000, bytes("")),
					new Envelope.Answer(43, new Reply.Answered(bytes("yes"))),
					new Envelope.Answer(44, new Reply.Failed(bytes("no"))),
					new Envelope.Answer(45, new Reply.Refused(Refusal.DRAINING, bytes("x")))));

	@Test
	void everyKindOfMessageComesBackWithItsRemainingTime() {
		Frame read = Frame.decode(this.frame.encode(2_000_000), 1_000_000_000);
		assertThat(read.encode(1_000_000_000)).isEqualTo(this.frame.encode(2_000_000));
		assertThat(read.stream()).isEqualTo(3);
		assertThat(read.first()).isEqualTo(17);
		assertThat(((Envelope.Call) read.envelopes().get(1)).deadlineNanos()).isEqualTo(1_007_000_000);
	}

	@Test
	void sizeIsExact() {
		int sum = this.frame.envelopes().stream().mapToInt(Frame::sizeOf).sum();
		assertThat(this.frame.encode(0)).hasSize(25 + sum);
	}

	@Test
	void framesThatAreCutOrGarbledAreRefusedAndNothingElse() {
		byte[] bytes = this.frame.encode(0);
		for (int length = 0; length < bytes.length; length++) {
			byte[] cut = Arrays.copyOf(bytes, length);
			assertThatIllegalArgumentException().isThrownBy(() -> Frame.decode(cut, 0));
		}
		Random random = new Random(5);
		for (int i = 0; i < 20_000; i++) {
			byte[] garbled = bytes.clone();
			garbled[random.nextInt(bytes.length)] ^= (byte) (1 + random.nextInt(255));
			assertThatIllegalArgumentException().isThrownBy(() -> Frame.decode(garbled, 0));
		}
	}

	@Test
	void wholeMessageThatIsGarbledIsRefusedOrAMessage() {
		byte[] bytes = Frame.encodeWhole(this.frame.envelopes().get(1), 0);
		Random random = new Random(5);
		for (int i = 0; i < 20_000; i++) {
			byte[] garbled = Arrays.copyOf(bytes, 1 + random.nextInt(2 * bytes.length));
			garbled[random.nextInt(garbled.length)] = (byte) random.nextInt();
			try {
				assertThat(Frame.decodeWhole(garbled, 0).payload()).isNotNull();
			}
			catch (IllegalArgumentException ex) {
				assertThat(ex).hasMessageMatching("(?s).+");
			}
		}
	}

	@Test
	void otherVersionIsRefused() {
		byte[] bytes = this.frame.encode(0);
		bytes[0] = 1;
		assertThatIllegalArgumentException().isThrownBy(() -> Frame.decode(bytes, 0))
			.withMessageContaining("version 1");
	}

	private static byte[] bytes(String text) {
		return text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
	}

}
