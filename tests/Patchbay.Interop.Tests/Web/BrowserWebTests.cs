namespace Patchbay.Interop.Tests.Web;

/// <summary>The listing in real Chromium. PATCHBAY_TEST_PICTURES names a folder that keeps what was seen.</summary>
public class BrowserWebTests
{
    [NeedsFact("chromium")]
    public async Task The_listing_fits_desktops_and_phones_in_light_and_dark()
    {
        await using var web = await WebNode.StartAsync();
        Directory.CreateDirectory(web.Site["photos of last summer"]);
        Directory.CreateDirectory(web.Site["src"]);
        web.WriteBytes("release-1.0.tar.gz", 2_400_000);
        web.WriteBytes("a-very-long-name-without-any-space-that-would-make-a-phone-scroll-sideways-if-it-could-not-be-broken.bin", 700);
        web.Site.Write("README.md", "# hello");
        web.Site.Write("Übersicht <2026> & \"mehr\".txt", "x");
        await using var browser = await Browser.StartAsync();
        (string Name, int Width, int Height, bool IsPhone, string Scheme)[] views =
            [("desktop", 1280, 720, false, "light"), ("desktop-dark", 1280, 720, false, "dark"), ("phone", 390, 780, true, "light"), ("phone-dark", 390, 780, true, "dark")];
        foreach (var (name, width, height, isPhone, scheme) in views)
        {
            await browser.ResizeAsync(width, height, isPhone);
            await browser.PreferAsync(scheme);
            await browser.OpenAsync(web.Url + "/");
            Assert.Equal("6", await browser.AskAsync("document.querySelectorAll('tbody tr').length"));
            Assert.Equal("true", await browser.AskAsync("document.documentElement.scrollWidth <= innerWidth ? 'true' : document.documentElement.scrollWidth + ' > ' + innerWidth"));
            Assert.Equal(scheme == "dark" ? "rgb(22, 22, 26)" : "rgb(255, 255, 255)", await browser.AskAsync("getComputedStyle(document.body).backgroundColor"));
            Assert.Equal(isPhone ? "none" : "table-cell", await browser.AskAsync("getComputedStyle(document.querySelector('td.d')).display"));
            await KeepAsync($"listing-{name}.png", await browser.PhotographAsync());
        }
    }

    [NeedsFact("chromium")]
    public async Task Columns_sort_by_a_click_and_every_link_is_reached_by_the_keyboard()
    {
        await using var web = await WebNode.StartAsync();
        web.WriteBytes("a.txt", 10);
        web.WriteBytes("b.txt", 30);
        web.WriteBytes("c.txt", 20);
        await using var browser = await Browser.StartAsync();
        await browser.OpenAsync(web.Url + "/");
        Assert.Equal("a.txt b.txt c.txt", await NamesAsync());
        await browser.FollowAsync("document.querySelectorAll('th a')[1].click()");
        Assert.Equal("a.txt c.txt b.txt", await NamesAsync());
        await browser.FollowAsync("document.querySelectorAll('th a')[1].click()");
        Assert.Equal("b.txt c.txt a.txt", await NamesAsync());
        Assert.Equal("descending", await browser.AskAsync("document.querySelectorAll('th')[1].getAttribute('aria-sort')"));
        Assert.Equal("true", await browser.AskAsync("[...document.querySelectorAll('a')].every(link => link.tabIndex === 0 && link.href)"));
        await browser.FollowAsync("document.querySelector('tbody a').click()");
        Assert.Equal("/b.txt", await browser.AskAsync("location.pathname"));

        Task<string> NamesAsync() => browser.AskAsync("[...document.querySelectorAll('tbody td:first-child')].map(cell => cell.textContent).join(' ')");
    }

    [NeedsFact("chromium")]
    public async Task A_form_uploads_a_file_and_makes_a_folder()
    {
        await using var web = await WebNode.StartAsync();
        using var folder = new TemporaryFolder();
        var bytes = WebNode.Bytes(300_000);
        await File.WriteAllBytesAsync(folder["Grüße.bin"], bytes);
        await using var browser = await Browser.StartAsync();
        await browser.ResizeAsync(1280, 720);
        await browser.OpenAsync($"http://{WebNode.User}:{Uri.EscapeDataString(WebNode.Password)}@127.0.0.1:{web.Port}/?login");
        Assert.Equal("Signed in as ann.", await browser.AskAsync("document.querySelector('footer').textContent"));
        await browser.ChooseAsync("#file", folder["Grüße.bin"]);
        await browser.FollowAsync("document.querySelector('form button').click()");
        Assert.Equal("Grüße.bin", await browser.AskAsync("document.querySelector('tbody td').textContent"));
        Assert.True(WebNode.Holds(web.Site["Grüße.bin"], bytes));
        await browser.AskAsync("document.querySelector('#folder').value = 'new <one>'");
        await browser.FollowAsync("document.querySelectorAll('form button')[1].click()");
        Assert.Equal("new <one>/", await browser.AskAsync("document.querySelector('tbody td').textContent"));
        Assert.True(Directory.Exists(web.Site["new <one>"]));
        await KeepAsync("listing-signed-in.png", await browser.PhotographAsync());
    }

    static async Task KeepAsync(string name, byte[] picture)
    {
        // PNG (RFC 2083): its first eight bytes.
        Assert.Equal([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], picture[..8]);
        if (Environment.GetEnvironmentVariable("PATCHBAY_TEST_PICTURES") is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, name), picture);
        }
    }
}
