namespace Patchbay.Probing;

/// <summary>Brokers: MQTT's CONNACK (MQTT 3.1.1 section 3.2) and AMQP's connection.start (AMQP 0-9-1 section 4.2).</summary>
static class MessagingAnswer
{
    public static ServiceFinding? RecognizeMqtt(ReadOnlySpan<byte> answer)
    {
        if (answer.Length is < 4 or > 256 || answer[0] != 0x20 || answer[1] != answer.Length - 2 || answer[2] > 1)
        {
            return null;
        }

        var says = answer[3] switch
        {
            0 => "lets anybody in",
            1 => "refuses version 3.1.1",
            2 => "refuses the client's name",
            3 => "is not available",
            4 or 5 or 0x86 or 0x87 => "wants a login",
            0x84 => "refuses version 3.1.1",
            _ => $"answers {answer[3]}",
        };
        return new Recognition("mqtt", ServiceEvidence.Handshake).Says(says).Fact("connack", $"{answer[3]}").Fact("authentication", answer[3] switch { 0 => "none", 4 or 5 or 0x86 or 0x87 => "required", _ => null }).Finding();
    }

    public static ServiceFinding? RecognizeAmqp(ReadOnlySpan<byte> answer)
    {
        if (answer.StartsWith("AMQP"u8) && answer.Length >= 8)
        {
            // Another version: it names the one it wants.
            return new Recognition("amqp", ServiceEvidence.Handshake).Says($"wants version {answer[5]}.{answer[6]}.{answer[7]}").Fact("amqp-version", $"{answer[5]}.{answer[6]}.{answer[7]}").Finding();
        }

        var reader = new AnswerReader(answer);
        // A method frame of channel 0; class 10, method 10.
        if (reader.U8() != 1 || reader.U16() != 0 || reader.U32() < 8 || reader.U16() != 10 || reader.U16() != 10)
        {
            return null;
        }

        var version = $"{reader.U8()}.{reader.U8()}";
        return new Recognition("amqp", ServiceEvidence.Handshake).Is(Property(reader.Rest, "product"u8), Property(reader.Rest, "version"u8)).Says($"protocol {version}")
            .Fact("amqp-version", version).Fact("platform", Property(reader.Rest, "platform"u8)).Finding();
    }

    // In a field table: a length and the name, 'S', the text's length and the text.
    static string? Property(ReadOnlySpan<byte> table, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> key = [(byte)name.Length, .. name, (byte)'S'];
        var at = table.IndexOf(key);
        if (at < 0)
        {
            return null;
        }

        var reader = new AnswerReader(table[(at + key.Length)..]);
        var text = reader.Take(reader.U32());
        return reader.IsShort ? null : AnswerText.Decode(text);
    }
}
