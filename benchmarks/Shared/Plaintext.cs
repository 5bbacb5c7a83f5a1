namespace Patchbay.Benchmarks.Servers;

/// <summary>The smallest HTTP answer, without routing, as nginx's <c>return 200</c> gives it.</summary>
static class Plaintext
{
    static readonly byte[] Body = "Hello, World!"u8.ToArray();

    public static void Map(WebApplication application) => application.Run(static context =>
    {
        var response = context.Response;
        response.ContentType = "text/plain";
        response.ContentLength = Body.Length;
        return response.Body.WriteAsync(Body).AsTask();
    });
}
