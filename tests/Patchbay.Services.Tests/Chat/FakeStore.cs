using Patchbay.Services.Chat;

namespace Patchbay.Services.Tests.Chat;

/// <summary>Logs in memory.</summary>
sealed class FakeStore : IChatHistoryStore
{
    public Dictionary<string, List<HistoryEntry>> Logs { get; } = [];

    public IReadOnlyList<HistoryEntry> Load(string foldedChannel, int most) => Logs.TryGetValue(foldedChannel, out var log) ? [.. log.TakeLast(most)] : [];

    public void Append(string foldedChannel, HistoryEntry entry) => (Logs.TryGetValue(foldedChannel, out var log) ? log : Logs[foldedChannel] = []).Add(entry);
}
