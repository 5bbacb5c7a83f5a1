namespace Patchbay.Services.Chat;

/// <summary>A place in a history: <c>msgid=…</c>, <c>timestamp=…</c> or <c>*</c>.</summary>
/// <param name="Id">The message, or null.</param>
/// <param name="Time">The moment, where <paramref name="Id"/> is null; null for both is <c>*</c>.</param>
internal readonly record struct HistoryReference(string? Id, DateTimeOffset? Time)
{
    public bool IsAny => Id is null && Time is null;

    /// <summary>Reads one. False when it is none; <paramref name="isKnownKind"/> tells why.</summary>
    public static bool TryParse(string text, out HistoryReference reference, out bool isKnownKind)
    {
        reference = default;
        isKnownKind = true;
        if (text == "*")
        {
            return true;
        }

        if (text.StartsWith("msgid=", StringComparison.Ordinal))
        {
            reference = new(text["msgid=".Length..], null);
            return reference.Id!.Length > 0;
        }

        if (text.StartsWith("timestamp=", StringComparison.Ordinal))
        {
            var isTime = ServerTime.TryParse(text["timestamp=".Length..], out var time);
            reference = new(null, time);
            return isTime;
        }

        isKnownKind = !text.Contains('=', StringComparison.Ordinal);
        return false;
    }
}
