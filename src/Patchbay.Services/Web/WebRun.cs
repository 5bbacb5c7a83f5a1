using Patchbay.Sockets;

namespace Patchbay.Services.Web;

/// <summary>What a started web service holds.</summary>
sealed class WebRun : IAsyncDisposable
{
    const string Welcome = """
        This folder is served by Patchbay (web, http://127.0.0.1:8080/).

        Put files here, or upload some:
          patchbay user add ann
          curl -u ann -T FILE http://127.0.0.1:8080/

        Another folder: patchbay serve web DIR, or --set web.root=DIR.

        """;

    readonly WebSettings _settings;
    readonly WebAccess _access;
    readonly ServicePages? _pages;
    readonly AccessLog? _log;

    WebRun(WebSettings settings, WebAccess access, ServicePages? pages, AccessLog? log, KestrelFront kestrel, bool isOnRing) =>
        (_settings, _access, _pages, _log, Kestrel, IsOnRing) = (settings, access, pages, log, kestrel, isOnRing);

    public KestrelFront Kestrel { get; }

    /// <summary>Connections' continuations run on a ring's thread.</summary>
    public bool IsOnRing { get; }

    /// <summary>Makes everything ready but the listeners.</summary>
    /// <exception cref="ConfigurationException">The folder is not there or holds the data directory, or the log cannot be written.</exception>
    public static async Task<WebRun> StartAsync(ServiceContext context, WebFigures figures)
    {
        var settings = WebSettings.Load(context.Options, context.DataDirectory);
        PrepareRoot(settings);
        DataDirectory.StaysOutOf("web", settings.Root, context.DataDirectory, hidesDotFiles: true);
        var log = OpenLog(settings);
        var loggers = new LoggersOfOne(context.Logger);
        var (access, pages) = (new WebAccess(settings, context.Logins), ServicePages.Open(context.Pages, loggers));
        var front = new WebFront(new WebSite(settings, access, pages).AnswerAsync, figures, log, context.Logger);
        return new WebRun(settings, access, pages, log, await KestrelFront.StartAsync(settings.Limits, front, loggers), context.Engine.Kind == EngineKind.UringPinned);
    }

    /// <summary>Refuses an address at which nobody could do anything.</summary>
    /// <exception cref="ConfigurationException">Others can reach it, reading takes a password, and passwords are not taken there.</exception>
    public void CheckExposure(Address address)
    {
        if (address.IsExposed() && !address.Layers.Contains("tls") && !_settings.TakesPasswordsAnywhere && !_access.ReadsAnonymously(isExposed: true))
        {
            throw new ConfigurationException(
                $"web: {address} can be reached from other machines, where reading takes an account, and passwords are not taken without TLS",
                $"Add TLS ({address with { Layers = ["tls"], Options = [new AddressOption("cert", "auto")] }}), or let everybody read (--set web.anonymous=read).");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Kestrel.DisposeAsync();
        if (_pages is not null)
        {
            await _pages.DisposeAsync();
        }

        if (_log is not null)
        {
            await _log.DisposeAsync();
        }
    }

    static void PrepareRoot(WebSettings settings)
    {
        if (Directory.Exists(settings.Root))
        {
            return;
        }

        if (!settings.IsOwnRoot)
        {
            throw new ConfigurationException($"web: there is no folder {settings.Root}", File.Exists(settings.Root) ? "That is a file; name the folder it is in." : "web.root, or the path after `serve web`, names the folder that is served.");
        }

        try
        {
            DataDirectory.Create(Path.GetDirectoryName(settings.Root)!);
            DataDirectory.Create(settings.Root);
            File.WriteAllText(Path.Combine(settings.Root, "README.txt"), Welcome);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"web: the folder {settings.Root} cannot be made: {error.Message.TrimEnd('.')}", "--data chooses another data directory, --set web.root=DIR another folder.");
        }
    }

    static AccessLog? OpenLog(WebSettings settings)
    {
        try
        {
            return settings.AccessLog is { } path ? new AccessLog(path) : null;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"web: the access log {settings.AccessLog} cannot be written: {error.Message.TrimEnd('.')}", "web.access-log names a file.");
        }
    }
}
