namespace Patchbay.Services.Tests.Node;

public sealed class NodeConfigurationTests : IDisposable
{
    static readonly ConfigurationSchema Schema = new(ServiceCatalog.CreateAll().Select(service => service.Description));

    readonly TemporaryFolder _folder = new();

    [Fact]
    public void What_nobody_sets_has_its_default()
    {
        var value = Load()["echo.listen"];
        Assert.Equal(["tcp-listen:127.0.0.1:7007", "udp-listen:127.0.0.1:7007"], value.Values);
        Assert.False(value.IsChosen);
    }

    [Fact]
    public void A_setting_goes_over_the_environment_and_the_environment_over_the_file()
    {
        var file = _folder.Write("c.json", """{ "echo": { "max-connections": 1, "idle-timeout": "1s", "drain-timeout": "1s" } }""");
        var variables = new Dictionary<string, string> { ["PATCHBAY_ECHO_IDLE_TIMEOUT"] = "2s", ["PATCHBAY_ECHO__DRAIN_TIMEOUT"] = "2s", ["HOME"] = "/" };
        var configuration = Load(file, variables, "echo.drain-timeout=3s");
        Assert.Equal(("1", file), One("echo.max-connections"));
        Assert.Equal(("2s", "PATCHBAY_ECHO_IDLE_TIMEOUT"), One("echo.idle-timeout"));
        Assert.Equal(("3s", "--set echo.drain-timeout=3s"), One("echo.drain-timeout"));

        (string, string) One(string key) => (configuration[key].Values.Single(), configuration[key].Origin);
    }

    [Fact]
    public void Settings_of_one_list_add_up_and_replace_the_default() =>
        Assert.Equal([":7008", ":7010"], Load(settings: ["echo.listen=:7008", "echo.listen=:7010"])["echo.listen"].Values);

    [Fact]
    public void A_list_in_a_file_keeps_its_order()
    {
        var file = _folder.Write("c.json", """{ "echo": { "listen": [":1", ":2", ":3", ":4", ":5", ":6", ":7", ":8", ":9", ":10", ":11"] } }""");
        Assert.Equal(Enumerable.Range(1, 11).Select(port => $":{port}"), Load(file)["echo.listen"].Values);
    }

    [Fact]
    public void A_service_reads_its_own_section() =>
        Assert.Equal("5", Load(settings: ["echo.max-connections=5"]).Section("echo")["max-connections"]);

    [Theory]
    [InlineData("ecko.listen=:1", "there is no key 'ecko.listen'", "Did you mean 'echo.listen'?")]
    [InlineData("echo.max-connections=0", "echo.max-connections: '0' must be a whole number from 1 to 1000000", "Default: 10000.")]
    [InlineData("echo.idle-timeout=5", "must be a number with a unit", "Default: none.")]
    [InlineData("echo.listen=host:1:2", "echo.listen: 'host:1:2' is no address", "tcp-listen:127.0.0.1:7007")]
    [InlineData("echo.listen=exec:cat", "is no address to listen on", "tcp-listen")]
    [InlineData("engine=fast", "'fast' is no engine", "auto")]
    [InlineData("services=ech", "'ech' is no service", "echo")]
    [InlineData("echo.listen", "sets nothing", "KEY=VALUE")]
    public void A_wrong_setting_is_an_error_with_a_hint(string setting, string message, string hint)
    {
        var error = Assert.Throws<ConfigurationException>(() => Load(settings: [setting]));
        Assert.Contains(message, error.Message);
        Assert.Contains("--set", error.Message);
        Assert.Contains(hint, error.Hint);
    }

    [Fact]
    public void An_unknown_variable_of_ours_is_an_error_and_a_foreign_one_is_not()
    {
        var error = Assert.Throws<ConfigurationException>(() => Load(variables: new() { ["PATCHBAY_ECHO_LISTN"] = ":1" }));
        Assert.Contains("PATCHBAY_ECHO_LISTEN", error.Hint);
        Assert.NotNull(Load(variables: new() { ["PATCHBAYX"] = "1", ["PATCHBAY_SLOW"] = "1", ["PATH"] = "/" }));
    }

    [Theory]
    [InlineData("{ no json")]
    [InlineData("[1]")]
    [InlineData("")]
    public void A_file_that_is_no_JSON_object_is_an_error(string text)
    {
        var file = _folder.Write("c.json", text);
        Assert.Contains(file, Assert.Throws<ConfigurationException>(() => Load(file)).Message);
    }

    [Fact]
    public void A_named_file_that_is_missing_is_an_error() =>
        Assert.Contains("there is no file", Assert.Throws<ConfigurationException>(() => Load(_folder["none.json"])).Message);

    public void Dispose() => _folder.Dispose();

    static NodeConfiguration Load(string? file = null, Dictionary<string, string>? variables = null, params string[] settings) =>
        NodeConfiguration.Load(Schema, new ConfigurationSources { File = file, Environment = variables ?? [], Settings = [.. settings.Select(text => (text, "--set"))] });
}
