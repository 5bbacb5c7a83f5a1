namespace Patchbay.Probing;

/// <summary>The stores that speak in lines: Redis (RESP, "PING" and "INFO server") and memcached ("version").</summary>
static class StoreAnswer
{
    public static ServiceFinding? RecognizeRedis(ReadOnlySpan<byte> answer)
    {
        var lines = AnswerText.Lines(answer);
        if (lines.Count == 0)
        {
            return null;
        }

        var first = lines[0];
        var isOurs = first == "+PONG" || first.StartsWith("-NOAUTH ", StringComparison.Ordinal) || first.StartsWith("-DENIED Redis", StringComparison.Ordinal) || first.StartsWith("-NOPERM ", StringComparison.Ordinal);
        if (!isOurs && !first.StartsWith("-ERR wrong number of arguments for '", StringComparison.Ordinal) && !first.StartsWith("-ERR unknown command ", StringComparison.Ordinal))
        {
            return null;
        }

        string? Value(string key) => lines.Find(line => line.StartsWith(key + ":", StringComparison.Ordinal))?[(key.Length + 1)..];
        var valkey = Value("valkey_version");
        var version = valkey ?? Value("redis_version");
        return new Recognition("redis", isOurs ? ServiceEvidence.Handshake : ServiceEvidence.Banner).Is(valkey is not null ? "Valkey" : version is not null ? "Redis" : null, version)
            .Says(first.StartsWith('-') ? first[1..] : Value("os") is { } os ? $"{Value("redis_mode")}, {os}" : null)
            .Fact("mode", Value("redis_mode")).Fact("os", Value("os")).Fact("authentication", first.StartsWith("-NOAUTH", StringComparison.Ordinal) ? "required" : first == "+PONG" ? "none" : null).Finding();
    }

    /// <summary>Both replies came, or it refused.</summary>
    public static bool IsWholeRedis(ReadOnlySpan<byte> answer) => answer.StartsWith("-"u8) ? answer.EndsWith("\r\n"u8) && answer.Count((byte)'\n') >= 2 : answer.IndexOf("redis_version:"u8) > 0 && answer.EndsWith("\r\n\r\n"u8);

    public static ServiceFinding? RecognizeMemcached(ReadOnlySpan<byte> answer)
    {
        var lines = AnswerText.Lines(answer);
        return lines.Count == 0 ? null
            : lines[0].StartsWith("VERSION ", StringComparison.Ordinal) && lines[0].Length < 60 ? new Recognition("memcached", ServiceEvidence.Handshake).Is("memcached", lines[0][8..]).Finding()
            // To a foreign request it says so, line by line.
            : lines.TrueForAll(static line => line == "ERROR") ? new Recognition("memcached", ServiceEvidence.Banner).Finding()
            : null;
    }
}
