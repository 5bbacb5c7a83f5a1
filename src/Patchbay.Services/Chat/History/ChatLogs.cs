using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Patchbay.Services.Chat;

/// <summary>
/// The logs of all channels, a folder with two files a channel: the one that grows, and the one before it. Lines are only appended, by one writer in the background; a
/// line that a crash tore is passed over. Thread-safe.
/// </summary>
internal sealed class ChatLogs : IChatHistoryStore, IAsyncDisposable
{
    // More than a disk that stands still for a moment makes wait; beyond it messages are not kept.
    const int MostWaiting = 10_000;

    readonly string _folder;
    readonly int _size, _channels;
    readonly TimeSpan _age;
    readonly ILogger _logger;
    readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    readonly Task _writing;

    // Taken in this order. What waits is taken under both: a reader of the files sees a message there, or among those that wait.
    readonly Lock _files = new(), _gate = new();
    Dictionary<string, List<HistoryEntry>> _waiting = [];
    int _waitingCount;
    readonly HashSet<string> _known = [];
    bool _hasComplained;

    /// <param name="folder">Where they are; made when the first message is kept.</param>
    /// <param name="size">Octets of a channel's two files together.</param>
    /// <param name="channels">Channels that have logs; of more, those that were quiet the longest go.</param>
    /// <param name="age">How long messages are kept.</param>
    /// <param name="logger">Hears of a disk that fails, once until it works again.</param>
    public ChatLogs(string folder, int size, int channels, TimeSpan age, ILogger logger)
    {
        (_folder, _size, _channels, _age, _logger) = (folder, size, channels, age, logger);
        _writing = WriteAsync();
    }

    /// <summary>Reads the end of a channel's log. Of files this size that is some milliseconds, once in a channel's life.</summary>
    public IReadOnlyList<HistoryEntry> Load(string foldedChannel, int most)
    {
        var entries = new List<HistoryEntry>();
        try
        {
            lock (_files)
            {
                Read(ChatLogFile.OlderPath(_folder, foldedChannel), entries);
                Read(ChatLogFile.Path(_folder, foldedChannel), entries);
                lock (_gate)
                {
                    entries.AddRange(_waiting.GetValueOrDefault(foldedChannel, []));
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Complain(error);
        }

        return entries.Count > most ? entries[^most..] : entries;
    }

    public void Append(string foldedChannel, HistoryEntry entry)
    {
        lock (_gate)
        {
            if (_waitingCount < MostWaiting)
            {
                _waitingCount++;
                (_waiting.TryGetValue(foldedChannel, out var entries) ? entries : _waiting[foldedChannel] = []).Add(entry);
                _news.Writer.TryWrite(true);
                return;
            }
        }

        Complain(null);
    }

    /// <summary>Writes what waits, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _news.Writer.TryComplete();
        await _writing;
    }

    static void Read(string path, List<HistoryEntry> entries)
    {
        if (!File.Exists(path))
        {
            return;
        }

        var octets = File.ReadAllBytes(path);
        for (var start = 0; octets.AsSpan(start).IndexOf((byte)'\n') is >= 0 and var length; start += length + 1)
        {
            if (HistoryLine.Parse(octets.AsSpan(start, length)) is { } entry)
            {
                entries.Add(entry);
            }
        }
    }

    async Task WriteAsync()
    {
        while (await _news.Reader.WaitToReadAsync())
        {
            _news.Reader.TryRead(out _);
            WriteWaiting();
        }
    }

    void WriteWaiting()
    {
        lock (_files)
        {
            Dictionary<string, List<HistoryEntry>> taken;
            lock (_gate)
            {
                (taken, _waiting, _waitingCount) = (_waiting, [], 0);
            }

            foreach (var (channel, entries) in taken)
            {
                Write(channel, entries);
            }
        }
    }

    void Write(string channel, List<HistoryEntry> entries)
    {
        try
        {
            if (_known.Count == 0)
            {
                DataDirectory.Create(_folder);
            }

            if (_known.Add(channel))
            {
                ChatLogFile.Forget(_folder, DateTime.UtcNow - _age);
                ChatLogFile.MakeRoom(_folder, channel, _channels);
            }

            ChatLogFile.Append(_folder, channel, entries.Select(HistoryLine.Format), _size / 2);
            _hasComplained = false;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            Complain(error);
        }
    }

    void Complain(Exception? error)
    {
        if (!_hasComplained)
        {
            _hasComplained = true;
            _logger.LogWarning("History is not kept: {Reason}", error is null ? "the disk is too slow for it" : error.Message.TrimEnd('.'));
        }
    }
}
