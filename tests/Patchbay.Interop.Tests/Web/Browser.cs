using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Patchbay.Interop.Tests.Web;

/// <summary>One page in the system's Chromium, driven by its own protocol (chromedevtools.github.io/devtools-protocol).</summary>
sealed partial class Browser : IAsyncDisposable
{
    readonly ChildProcess _process;
    readonly TemporaryFolder _profile;
    readonly ClientWebSocket _socket = new();
    string? _session;
    int _lastId;

    Browser(ChildProcess process, TemporaryFolder profile) => (_process, _profile) = (process, profile);

    public static async Task<Browser> StartAsync()
    {
        var profile = new TemporaryFolder();
        var process = ChildProcess.Start("chromium", ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-port=0", $"--user-data-dir={profile.Path}", "about:blank"]);
        var browser = new Browser(process, profile);
        await process.ErrorHas("DevTools listening on ");
        await browser._socket.ConnectAsync(new Uri(DevTools().Match(process.Error).Groups[1].Value), CancellationToken.None).WaitAsync(ChildProcess.Limit);
        var target = await browser.CallAsync("Target.createTarget", new() { ["url"] = "about:blank" });
        var attached = await browser.CallAsync("Target.attachToTarget", new() { ["targetId"] = target["targetId"]!.GetValue<string>(), ["flatten"] = true });
        browser._session = attached["sessionId"]!.GetValue<string>();
        await browser.CallAsync("Page.enable", []);
        await browser.CallAsync("DOM.enable", []);
        return browser;
    }

    /// <summary>Sets the window, in CSS pixels.</summary>
    public Task ResizeAsync(int width, int height, bool isPhone = false) =>
        CallAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = isPhone ? 2 : 1, ["mobile"] = isPhone });

    /// <summary>Dark or light, as the user's system would say.</summary>
    public Task PreferAsync(string scheme) =>
        CallAsync("Emulation.setEmulatedMedia", new() { ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }) });

    /// <summary>Goes to a page and waits until it is loaded.</summary>
    public Task OpenAsync(string url) => CallAsync("Page.navigate", new() { ["url"] = url }, until: "Page.loadEventFired");

    /// <summary>The value of an expression in the page.</summary>
    public async Task<string> AskAsync(string expression)
    {
        var result = await CallAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true });
        Assert.Null(result["exceptionDetails"]);
        return result["result"]!["value"]?.ToString() ?? "";
    }

    /// <summary>Does something in the page that leads to another, and waits until that is loaded.</summary>
    public Task FollowAsync(string expression) => CallAsync("Runtime.evaluate", new() { ["expression"] = expression, ["userGesture"] = true }, until: "Page.loadEventFired");

    /// <summary>Chooses a file in a field.</summary>
    public async Task ChooseAsync(string selector, string path)
    {
        var document = await CallAsync("DOM.getDocument", []);
        var node = await CallAsync("DOM.querySelector", new() { ["nodeId"] = document["root"]!["nodeId"]!.GetValue<int>(), ["selector"] = selector });
        await CallAsync("DOM.setFileInputFiles", new() { ["nodeId"] = node["nodeId"]!.GetValue<int>(), ["files"] = new JsonArray(path) });
    }

    /// <summary>What is to be seen, as PNG.</summary>
    public async Task<byte[]> PhotographAsync() => Convert.FromBase64String((await CallAsync("Page.captureScreenshot", new() { ["format"] = "png" }))["data"]!.GetValue<string>());

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _process.DisposeAsync();
        try
        {
            _profile.Dispose();
        }
        catch (IOException)
        {
            // A helper of the browser that outlives it for a moment still writes there.
        }
    }

    /// <summary>Calls a method and waits for its answer and, where one is named, for an event after the call.</summary>
    async Task<JsonNode> CallAsync(string method, JsonObject parameters, string? until = null)
    {
        var id = ++_lastId;
        var call = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null)
        {
            call["sessionId"] = _session;
        }

        await _socket.SendAsync(Encoding.UTF8.GetBytes(call.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        JsonNode? result = null;
        while (result is null || until is not null)
        {
            var message = await ReceiveAsync().WaitAsync(ChildProcess.Limit);
            if (message["id"]?.GetValue<int>() == id)
            {
                Assert.True(message["error"] is null, $"{method}: {message["error"]}");
                result = message["result"]!;
            }
            else if (until is not null && message["method"]?.GetValue<string>() == until)
            {
                until = null;
            }
        }

        return result;
    }

    async Task<JsonNode> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[64 * 1024];
        WebSocketReceiveResult received;
        do
        {
            received = await _socket.ReceiveAsync(buffer, CancellationToken.None);
            message.Write(buffer, 0, received.Count);
        }
        while (!received.EndOfMessage);
        return JsonNode.Parse(message.ToArray()) ?? throw new JsonException("null");
    }

    [GeneratedRegex(@"DevTools listening on (ws://\S+)")]
    private static partial Regex DevTools();
}
