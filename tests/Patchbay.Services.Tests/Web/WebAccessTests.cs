using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Patchbay.Sockets;
using Patchbay.Sockets.Tests;

namespace Patchbay.Services.Tests.Web;

/// <summary>Who may read, where, and what the service says of itself.</summary>
[Collection(AloneCollection.Name)]
public class WebAccessTests
{
    [Theory]
    [InlineData("loopback", null, 200)]
    [InlineData("loopback", RunningWeb.Bob, 200)]
    [InlineData("read", null, 200)]
    [InlineData("none", null, 401)]
    [InlineData("none", RunningWeb.Bob, 200)]
    [InlineData("none", "bob:wrong", 401)]
    [InlineData("none", "carl:secret-of-carl", 403)]
    [InlineData("loopback", "bob:wrong", 401)]
    public async Task Reading_on_loopback_is_as_the_option_says(string anonymous, string? user, int status)
    {
        await using var web = await RunningWeb.StartAsync(("anonymous", anonymous));
        using var answer = await web.SendAsync("GET", "/", user);
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Bound_wider_reading_takes_an_account_and_passwords_take_TLS()
    {
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => RunningWeb.StartAsync(["*:0"], []));
        Assert.Contains("passwords are not taken without TLS", error.Message);
        Assert.Contains("tls-listen:[::]:", error.Hint);
        Assert.Contains(",cert=auto", error.Hint);

        // As root of a listener on 0.0.0.0 the client is on loopback all the same: what counts is who could come.
        await using var web = await RunningWeb.StartAsync(["tls-listen:0.0.0.0:0,cert=auto"], []);
        using var client = RunningWeb.CreateClient();
        using var nobody = await client.GetAsync($"https://127.0.0.1:{web.EndPoint.Port}/");
        Assert.Equal(401, (int)nobody.StatusCode);
        var request = new HttpRequestMessage(HttpMethod.Get, $"https://127.0.0.1:{web.EndPoint.Port}/") { Headers = { { "Authorization", Basic(RunningWeb.Bob) } } };
        using var bob = await client.SendAsync(request);
        Assert.Equal(200, (int)bob.StatusCode);
    }

    [Fact]
    public async Task Open_for_reading_in_the_clear_a_password_is_refused_unseen()
    {
        await using var web = await RunningWeb.StartAsync(["0.0.0.0:0"], [], ("anonymous", "read"));
        web.Site.Write("a", "x");
        using var read = await web.SendAsync("GET", "/a");
        Assert.Equal(200, (int)read.StatusCode);
        using var right = await web.SendAsync("GET", "/a", RunningWeb.Ann);
        using var wrong = await web.SendAsync("GET", "/a", "ann:wrong");
        Assert.Equal((403, 403), ((int)right.StatusCode, (int)wrong.StatusCode));
        Assert.Equal(await right.Content.ReadAsStringAsync(), await wrong.Content.ReadAsStringAsync());
        using var put = await web.PutAsync("/b", [1], user: null);
        Assert.Equal((403, 0), ((int)put.StatusCode, put.Headers.WwwAuthenticate.Count));

        await using var anywhere = await RunningWeb.StartAsync(["0.0.0.0:0"], [], ("plaintext-passwords", "anywhere"));
        using var taken = await anywhere.SendAsync("GET", "/", RunningWeb.Ann);
        Assert.Equal(200, (int)taken.StatusCode);
    }

    [Fact]
    public async Task Guessing_is_slowed_and_then_refused_for_a_time_told()
    {
        // One on each of three services' worth of tests would share the address: the guard here is this service's own.
        await using var web = await RunningWeb.StartAsync();
        for (var i = 0; i < 3; i++)
        {
            using var wrong = await web.SendAsync("GET", "/", $"ann:guess-{i}");
            Assert.Equal(401, (int)wrong.StatusCode);
        }

        using var refused = await web.SendAsync("GET", "/", RunningWeb.Ann);
        Assert.Equal(429, (int)refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 600);

        // Who sends no password is not concerned.
        using var reader = await web.SendAsync("GET", "/");
        Assert.Equal(200, (int)reader.StatusCode);
    }

    [Fact]
    public async Task A_sign_in_link_asks_and_shows_what_the_user_may_do()
    {
        await using var web = await RunningWeb.StartAsync();
        using var ask = await web.SendAsync("GET", "/?login");
        Assert.Equal(401, (int)ask.StatusCode);
        using var page = await web.SendAsync("GET", "/?login", RunningWeb.Ann);
        Assert.Contains("action=\"./?sort=name&amp;order=asc&amp;login\"", await page.Content.ReadAsStringAsync());
        Assert.Contains("Sign in", await web.Client.GetStringAsync(web.Url));
        using var signedIn = await web.SendAsync("GET", "/", RunningWeb.Ann);
        Assert.Contains("type=\"file\"", await signedIn.Content.ReadAsStringAsync());
        using var reader = await web.SendAsync("GET", "/", RunningWeb.Bob);
        Assert.DoesNotContain("type=\"file\"", await reader.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Each_request_is_annotated_counted_and_logged()
    {
        using var folder = new TemporaryFolder();
        using var log = new EventLog();
        await using (var web = await RunningWeb.StartAsync(("access-log", folder["log"])))
        {
            web.Site.Write("a", "12345");
            using var got = await web.SendAsync("GET", "/a?x=1", RunningWeb.Bob);
            var annotated = await log.FindAsync(static one => one.Step == SocketStep.Annotated && one.Note!.StartsWith("GET /a", StringComparison.Ordinal));
            Assert.Equal("GET /a?x=1 200 5 B", annotated.Note);
            using var refused = await web.SendAsync("PUT", "/b");
            await Waiting.Until(() => Figure(web, "requests") == 2);
            Assert.Equal((1, 0, 0), (Figure(web, "refused requests"), Figure(web, "open requests"), Figure(web, "failed requests")));
            Assert.True(web.Service.Status.Connections > 0 && web.Service.Status.BytesSent > 0);
        }

        var lines = await File.ReadAllLinesAsync(folder["log"]);
        Assert.Matches("""^127\.0\.0\.1 - bob \[\d\d/\w{3}/\d{4}:[\d:]{8} \+0000\] "GET /a\?x=1 HTTP/1\.1" 200 5$""", lines[0]);
        Assert.Contains("\"PUT /b HTTP/1.1\" 401", lines[1]);

        static double Figure(RunningWeb web, string name) => web.Service.Status.Figures.Single(figure => figure.Name == name).Value;
    }

    [Fact]
    public async Task Pages_of_other_services_stand_beside_the_files_and_only_where_there_are_any()
    {
        await using (var bare = await RunningWeb.StartAsync())
        {
            using var none = await bare.SendAsync("GET", "/-/");
            Assert.Equal(404, (int)none.StatusCode);
        }

        await using var web = await RunningWeb.StartAsync(["127.0.0.1:0"], [new Pages()]);
        web.Site.Write("a", "file");
        Assert.Equal("hello from guests", await web.Client.GetStringAsync(web.Url + "/guests/hello"));
        Assert.Contains("href=\"/guests/\"", await web.Client.GetStringAsync(web.Url + "/-/"));
        Assert.Equal("file", await web.Client.GetStringAsync(web.Url + "/a"));
        using var missing = await web.SendAsync("GET", "/guests/nothing");
        Assert.Equal(404, (int)missing.StatusCode);
        using var foreign = await web.SendAsync("POST", "/guests/hello", RunningWeb.Ann, ("Origin", "http://evil.example"));
        Assert.Equal(403, (int)foreign.StatusCode);
    }

    [Fact]
    public async Task A_root_that_is_not_there_is_told_before_anything_is_bound()
    {
        var error = await Assert.ThrowsAsync<ConfigurationException>(() => RunningWeb.StartAsync(("root", "/nowhere/at/all")));
        Assert.Equal("web: there is no folder /nowhere/at/all", error.Message);
    }

    static string Basic(string user) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user));

    sealed class Pages : IWebPages
    {
        public string Path => "guests";

        public void MapWeb(IEndpointRouteBuilder endpoints) => endpoints.Map("/guests/hello", static http => http.Response.WriteAsync("hello from guests"));
    }
}
