using Microsoft.AspNetCore.Http.Features;

namespace Patchbay.Services.Web;

/// <summary>A request in a line of text: nothing that the client sent can break the line or make it long.</summary>
static class RequestWords
{
    const int MaxLength = 200;

    /// <summary>The target as it came, what is not printable ASCII replaced, cut at 200 characters.</summary>
    public static string Target(WebRequest request) => Clean(request.Http.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } raw ? raw : request.Path.ToString());

    /// <summary>Only what is printable ASCII and no quote.</summary>
    public static string Clean(string text)
    {
        var cut = text.Length > MaxLength ? text[..MaxLength] : text;
        return string.Create(cut.Length, cut, static (chars, text) =>
        {
            for (var index = 0; index < chars.Length; index++)
            {
                chars[index] = text[index] is > ' ' and < '\x7f' and not '"' ? text[index] : '?';
            }
        });
    }
}
