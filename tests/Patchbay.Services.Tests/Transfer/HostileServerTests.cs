using System.Text;
using Patchbay.Services.Transfer;
using Patchbay.Sockets;

namespace Patchbay.Services.Tests.Transfer;

/// <summary>Servers that want something else than to serve.</summary>
public sealed class HostileServerTests : IAsyncLifetime, IDisposable
{
    readonly FakeFtpServer _server = new();
    readonly TemporaryFolder _folder = new();
    readonly ISocketEngine _engine = SocketEngine.Create(EngineKind.Sockets);

    TransferOptions Options { get; } = new() { Timeout = TimeSpan.FromSeconds(20) };

    [Fact]
    public async Task Names_that_lead_out_of_the_folder_are_left_out_and_the_others_come()
    {
        string[] names = ["good", "../evil", "/tmp/evil", "..", ".", "a/b", "a\0b", "a\tb", new('n', 300)];
        _server.Data = command => command.StartsWith("MLSD", StringComparison.Ordinal)
            ? Encoding.UTF8.GetBytes(string.Concat(names.Select(static name => $"type=file;size=4;modify=20200101000000; {name}\r\n")) + "type=dir; ..\r\ntype=dir; ../../up\r\n")
            : "data"u8.ToArray();
        var target = Directory.CreateDirectory(_folder["deep/er"]).FullName;
        var (tree, result) = await MirrorAsync(target);
        Assert.Equal((1, 0), (result.Copied, result.Failed));
        Assert.Equal(names.Length + 1, tree.Missing);
        Assert.Equal(["good"], Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories).Where(File.Exists).Select(path => Path.GetFileName(path)));
    }

    [Fact]
    public async Task A_link_at_the_destination_is_not_written_through()
    {
        var target = Directory.CreateDirectory(_folder["target"]).FullName;
        var outside = Directory.CreateDirectory(_folder["outside"]).FullName;
        Directory.CreateSymbolicLink(Path.Combine(target, "sub"), outside);
        _server.Data = static command => command switch
        {
            "MLSD /pub/sub" => "type=file;size=4;modify=20200101000000; f\r\n"u8.ToArray(),
            _ when command.StartsWith("MLSD", StringComparison.Ordinal) => "type=dir; sub\r\n"u8.ToArray(),
            _ => "data"u8.ToArray(),
        };
        var (_, result) = await MirrorAsync(target);
        Assert.Equal(0, result.Copied);
        Assert.Empty(Directory.GetFileSystemEntries(outside));
    }

    [Fact]
    public async Task The_address_in_an_answer_to_PASV_is_not_connected_to()
    {
        _server.Answer = command => command switch
        {
            "EPSV" => "500 what?\r\n",
            "PASV" => $"227 Entering Passive Mode (192,0,2,1,{_server.DataPort >> 8},{_server.DataPort & 255})\r\n",
            _ => null,
        };
        _server.Data = static _ => "hello"u8.ToArray();
        Assert.Equal("hello", await GetAsync("ftp"));
    }

    [Fact]
    public async Task What_comes_behind_the_answer_to_AUTH_is_not_believed()
    {
        _server.Answer = static command => command == "AUTH TLS" ? "234 go on\r\n230 you are logged in already\r\n" : null;
        var error = await Assert.ThrowsAsync<TransferException>(() => GetAsync("ftpes"));
        Assert.Equal(TransferFailure.WeirdReply, error.Failure);
        Assert.Contains("before TLS", error.Message);
        Assert.DoesNotContain(_server.Commands, static command => command.StartsWith("USER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_told_to_a_server_that_does_not_start_TLS()
    {
        _server.Answer = static command => command == "AUTH TLS" ? "502 no\r\n" : null;
        var error = await Assert.ThrowsAsync<TransferException>(() => GetAsync("ftpes"));
        Assert.Equal(TransferFailure.NoTls, error.Failure);
        Assert.DoesNotContain(_server.Commands, static command => command.StartsWith("USER", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Fewer_bytes_than_announced_are_no_whole_file_whatever_the_server_says()
    {
        _server.Answer = static command => command.StartsWith("SIZE", StringComparison.Ordinal) ? "213 100\r\n" : null;
        _server.Data = static _ => "hello"u8.ToArray();
        var error = await Assert.ThrowsAsync<TransferException>(() => GetAsync("ftp"));
        Assert.Equal(TransferFailure.Partial, error.Failure);
        Assert.Equal("5 of 100 bytes came, and then the end", error.Message);
    }

    [Fact]
    public async Task A_server_that_is_silent_is_given_up()
    {
        _server.Answer = static command => command == "FEAT" ? "" : null;
        var error = await Assert.ThrowsAsync<TransferException>(() => GetAsync("ftp", Options with { Timeout = TimeSpan.FromMilliseconds(200) }));
        Assert.Equal(TransferFailure.TimedOut, error.Failure);
        Assert.Contains("while we waited for the reply to FEAT", error.Message);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "WeirdReply")]
    [InlineData("421 too many of you\r\n", "Denied")]
    [InlineData("530 not you\r\n", "LoginDenied")]
    public async Task A_greeting_that_is_none_is_told_in_its_words(string greeting, string failure)
    {
        _server.Answer = command => command.Length == 0 ? greeting : null;
        var error = await Assert.ThrowsAsync<TransferException>(() => GetAsync("ftp"));
        Assert.Equal(failure, error.Failure.ToString());
        Assert.Contains(greeting.Trim()[..11], error.Message);
    }

    [Fact]
    public async Task A_listing_line_without_end_is_given_up()
    {
        _server.Data = static _ => new byte[100_000];
        var error = await Assert.ThrowsAsync<TransferException>(() => MirrorAsync(_folder["target"]));
        Assert.Contains("bytes in a line", error.Message);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public void Dispose() => _folder.Dispose();

    public async Task DisposeAsync()
    {
        await _server.DisposeAsync();
        await _engine.DisposeAsync();
    }

    async Task<string> GetAsync(string scheme, TransferOptions? options = null)
    {
        var timing = new TransferTiming(TimeProvider.System);
        options ??= Options;
        await using var site = await new RemoteSites(_engine, options).OpenAsync(RemoteUrl.Parse($"{scheme}://127.0.0.1:{_server.Port}/file"), timing, CancellationToken.None);
        using var text = new MemoryStream();
        await new FileDownload(site, options, timing, new Nobody()).ToStreamAsync("", bytes => text.WriteAsync(bytes), CancellationToken.None).WaitAsync(ChildProcess.Limit);
        return Encoding.UTF8.GetString(text.ToArray());
    }

    async Task<(MirrorTree Source, MirrorResult Result)> MirrorAsync(string target)
    {
        var url = RemoteUrl.Parse($"ftp://127.0.0.1:{_server.Port}/pub");
        var sites = new RemoteSites(_engine, Options);
        await using var pool = new SitePool(1, token => sites.OpenAsync(url, new TransferTiming(TimeProvider.System), token));
        var run = new MirrorRun(pool, new LocalTree(target), isDownload: true, url, Options);
        var (plan, source) = await run.PlanAsync(removes: false, CancellationToken.None).WaitAsync(ChildProcess.Limit);
        return (source, await run.RunAsync(plan, new Nobody(), CancellationToken.None).WaitAsync(ChildProcess.Limit));
    }

    sealed class Nobody : IMirrorObserver
    {
        public void Begins(long offset, long? total)
        {
        }

        public void Moved(int bytes)
        {
        }

        public void Done(MirrorStep step)
        {
        }

        public void Failed(MirrorStep step, Exception error)
        {
        }
    }
}
