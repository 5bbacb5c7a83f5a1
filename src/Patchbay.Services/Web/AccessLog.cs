using System.Globalization;
using System.Threading.Channels;

namespace Patchbay.Services.Web;

/// <summary>
/// A line for each request in the Common Log Format, written beside the requests. A disk that does not keep up loses lines and not requests: how many is
/// written too. Thread-safe.
/// </summary>
sealed class AccessLog : IAsyncDisposable
{
    const int MostWaiting = 10_000;

    readonly Channel<string> _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });
    readonly StreamWriter _file;
    readonly Task _writing;
    long _lost;

    /// <summary>Opens the file and goes on at its end.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public AccessLog(string path)
    {
        _file = new StreamWriter(new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete));
        _writing = WriteAsync();
    }

    /// <summary>Adds a line.</summary>
    public void Write(WebRequest request, int status)
    {
        var http = request.Http.Request;
        var line = string.Create(CultureInfo.InvariantCulture,
            $"{request.Connection.RemoteAddress?.ToString() ?? "-"} - {request.User?.Name ?? "-"} [{DateTimeOffset.UtcNow:dd/MMM/yyyy:HH:mm:ss} +0000] \"{RequestWords.Clean(http.Method)} {RequestWords.Target(request)} {http.Protocol}\" {status} {request.BytesSent}");
        if (!_lines.Writer.TryWrite(line))
        {
            Interlocked.Increment(ref _lost);
        }
    }

    /// <summary>Writes what waits, and closes the file.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
        await _file.DisposeAsync();
    }

    async Task WriteAsync()
    {
        while (await _lines.Reader.WaitToReadAsync())
        {
            try
            {
                while (_lines.Reader.TryRead(out var line))
                {
                    await _file.WriteLineAsync(line);
                }

                if (Interlocked.Exchange(ref _lost, 0) is > 0 and var lost)
                {
                    await _file.WriteLineAsync(string.Create(CultureInfo.InvariantCulture, $"# {lost} lines were lost: they came faster than they were written"));
                }

                await _file.FlushAsync();
            }
            catch (IOException)
            {
                // A full disk: the lines are lost, the requests are not.
                Interlocked.Increment(ref _lost);
            }
        }
    }
}
