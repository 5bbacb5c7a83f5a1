using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Patchbay.Sockets;

namespace Patchbay.Services.Transfer;

/// <summary>Requests and their answers: our headers, credentials, redirects, limits of time. Thread-safe.</summary>
/// <param name="root">Whose server gets our credentials.</param>
/// <param name="client">Owned.</param>
/// <param name="options">Who we are, what to add, how long to wait.</param>
/// <param name="timing">Told of the phases.</param>
internal sealed class HttpSession(RemoteUrl root, HttpMessageInvoker client, TransferOptions options, TransferTiming timing) : IDisposable
{
    /// <summary>Redirects that are followed.</summary>
    public const int MaxRedirects = 10;

    /// <summary>Sends a request, follows where it is sent, and gives the answer with its head read.</summary>
    /// <param name="method">GET, HEAD: what may be sent again. Others follow nothing.</param>
    /// <param name="url">Where to.</param>
    /// <param name="prepare">Adds to each request.</param>
    /// <param name="content">The body, sent once; null for none. It must call <paramref name="isAlive"/>.</param>
    /// <param name="isAlive">Set by us: to be called whenever some of the body went.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The answer, and who gave it in the end.</returns>
    public async Task<(HttpResponseMessage Response, RemoteUrl Url)> SendAsync(
        HttpMethod method, RemoteUrl url, Action<HttpRequestMessage>? prepare, CancellationToken cancellationToken, HttpContent? content = null, Activity? isAlive = null)
    {
        for (var redirects = 0; ; redirects++)
        {
            using var request = CreateRequest(method, url);
            request.Content = content;
            Complete(request, url);
            prepare?.Invoke(request);
            options.Trace($"> {method} {url}");
            var response = await SendOnceAsync(request, url, isAlive, cancellationToken);
            timing.Mark(TransferPhase.FirstByte);
            options.Trace($"< HTTP/{response.Version} {(int)response.StatusCode} {Utf8Text.Shown(response.ReasonPhrase ?? "")}");
            if (response.StatusCode is not (HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect))
            {
                return (response, url);
            }

            using (response)
            {
                var next = Redirects.Follow(url, Location(response));
                if (method != HttpMethod.Get && method != HttpMethod.Head)
                {
                    throw new TransferException(TransferFailure.Redirect, $"{url.Authority} sends {method} elsewhere: to {next}", "Uploads follow no redirect; name that URL if it is the right one.");
                }

                if (redirects == MaxRedirects)
                {
                    throw new TransferException(TransferFailure.Redirect, $"{root.Authority} sent us round: more than {MaxRedirects} redirects, the last to {next}", "");
                }

                options.Trace($"redirected to {next}");
                timing.Redirected();
                url = next;
            }
        }
    }

    public void Dispose() => client.Dispose();

    async Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, RemoteUrl url, Activity? activity, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(options.Timeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        activity?.Set(() => late.CancelAfter(options.Timeout));
        try
        {
            return await client.SendAsync(request, either.Token);
        }
        catch (Exception error) when (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            var known = HttpFailures.Explain(url, error);
            throw known is ConnectException { Outcome: not ConnectOutcome.Cancelled } or LayerException || (known is TransferException && error is not OperationCanceledException)
                ? known
                : new Patience(url.Authority, options.Timeout, options.TimeProvider).TimedOut("its answer", error);
        }
        catch (Exception error) when (error is HttpRequestException or IOException)
        {
            throw HttpFailures.Explain(url, error);
        }
        finally
        {
            activity?.Set(static () => { });
        }
    }

    HttpRequestMessage CreateRequest(HttpMethod method, RemoteUrl url) => new(method, url.ToUri())
    {
        Version = url.Scheme == TransferScheme.Https && !options.OnlyHttp11 ? HttpVersion.Version20 : HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
    };

    void Complete(HttpRequestMessage request, RemoteUrl url)
    {
        var headers = request.Headers;
        headers.TryAddWithoutValidation("User-Agent", "patchbay");
        headers.TryAddWithoutValidation("Accept", "*/*");
        // A range of a packed file is no range of the file.
        headers.TryAddWithoutValidation("Accept-Encoding", "identity");
        var isOurs = Redirects.IsSameOrigin(root, url);
        if (options.User is { } user && isOurs)
        {
            headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}")));
        }

        foreach (var (name, value) in options.Headers)
        {
            if (isOurs || !Redirects.IsSecret(name))
            {
                headers.Remove(name);
                if (!headers.TryAddWithoutValidation(name, value))
                {
                    request.Content?.Headers.Remove(name);
                    request.Content?.Headers.TryAddWithoutValidation(name, value);
                }
            }
        }
    }

    static string? Location(HttpResponseMessage response) => response.Headers.TryGetValues("Location", out var values) ? values.FirstOrDefault() : null;
}
