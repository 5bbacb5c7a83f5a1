namespace Patchbay.Services.Chat;

/// <summary>Where channels' messages outlive the server. Does not throw: a disk that fails costs history and not the chat.</summary>
internal interface IChatHistoryStore
{
    /// <summary>The last messages of a channel, oldest first.</summary>
    IReadOnlyList<HistoryEntry> Load(string foldedChannel, int most);

    /// <summary>Keeps one more. Returns at once.</summary>
    void Append(string foldedChannel, HistoryEntry entry);
}
