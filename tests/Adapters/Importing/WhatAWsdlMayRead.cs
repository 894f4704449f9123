using System.Collections.Concurrent;
using System.Net;
using Hub.Adapters.Tests.Stubs;
using Hub.Importing;
using Hub.Importing.Contracts;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Hub.Adapters.Tests.Importing;

/// <summary>A WSDL is written by others: it has the import read its own folder or its own host, and nothing else.</summary>
public sealed class WhatAWsdlMayRead : IAsyncLifetime
{
    private const string Imports = "xsd/parts.xsd";
    private readonly ImportFolder _folder = new();
    private readonly ConcurrentDictionary<string, Func<HttpContext, Task>> _pages = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _asked = new();
    private WebApplication _own = null!;
    private WebApplication _other = null!;

    private string Own => _own.Urls.Single();

    private string Other => _other.Urls.Single();

    public async ValueTask InitializeAsync()
    {
        (_own, _other) = (await ServeAsync("own"), await ServeAsync("other"));
        Page("own/parts.wsdl", Parts.Wsdl);
        Page("own/xsd/parts.xsd", Parts.Schema);
        Page("other/parts.xsd", Parts.Schema);
    }

    public async ValueTask DisposeAsync()
    {
        await _own.DisposeAsync();
        await _other.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_lies_on_its_own_host_is_copied_to_the_same_places()
    {
        await _folder.WsdlAsync($"{Own}/parts.wsdl");

        _folder.Files().ShouldContain("contracts/parts/xsd/parts.xsd");
        _folder.Read("contracts/parts/parts.wsdl").ShouldBe(Parts.Wsdl);
    }

    [Fact]
    public async Task What_a_query_names_gets_a_file_of_its_own_and_is_referred_to_by_that()
    {
        Page("own/svc", Parts.Wsdl.Replace(Imports, $"{Own}/svc?xsd=xsd0", StringComparison.Ordinal), "wsdl");
        Page("own/svc", Parts.Schema, "xsd=xsd0");
        await _folder.WsdlAsync($"{Own}/svc?wsdl");

        _folder.Files().ShouldContain("contracts/parts/svc.wsdl");
        _folder.Files().ShouldContain("contracts/parts/svc-xsd0.xsd");
        _folder.Read("contracts/parts/svc.wsdl").ShouldContain("schemaLocation=\"svc-xsd0.xsd\"");
        await using var hub = await _folder.RunAsync();
    }

    [Fact]
    public async Task Another_host_is_not_asked_unless_it_is_allowed()
    {
        Page("own/parts.wsdl", Parts.Wsdl.Replace(Imports, $"{Other}/parts.xsd", StringComparison.Ordinal));
        var authority = new Uri(Other).Authority;
        (await RefusedAsync($"{Own}/parts.wsdl")).ShouldContain($"--allow-host {authority}");
        _asked.ShouldNotContain(a => a.StartsWith("other", StringComparison.Ordinal));
        Directory.Exists(_folder.Plan).ShouldBeFalse();

        await _folder.WsdlAsync($"{Own}/parts.wsdl", source: s => s with { AllowedHosts = [authority] });
        _asked.ShouldContain("other/parts.xsd");
        await using var hub = await _folder.RunAsync();
    }

    [Theory]
    [InlineData("own/parts.wsdl")]
    [InlineData("own/xsd/parts.xsd")]
    public async Task Nor_is_one_that_a_redirect_names(string page)
    {
        _pages[page] = context =>
        {
            context.Response.Redirect($"{Other}/parts.xsd");
            return Task.CompletedTask;
        };
        (await RefusedAsync($"{Own}/parts.wsdl")).ShouldContain("redirects to");
        _asked.ShouldNotContain(a => a.StartsWith("other", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("file:///etc/passwd")]
    [InlineData("file://fileserver/share/parts.xsd")]
    [InlineData("ftp://127.0.0.1/parts.xsd")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://user:pass@127.0.0.1/")]
    [InlineData("gopher://127.0.0.1:1/_x")]
    public async Task An_address_does_not_lead_to_a_file_or_to_another_service_here(string location)
    {
        Page("own/parts.wsdl", Parts.Wsdl.Replace(Imports, location, StringComparison.Ordinal));
        (await RefusedAsync($"{Own}/parts.wsdl")).ShouldContain("is not read");
        Directory.Exists(_folder.Plan).ShouldBeFalse();
    }

    [Theory]
    [InlineData("../secret.xsd")]
    [InlineData("xsd/../../secret.xsd")]
    [InlineData("%2e%2e/secret.xsd")]
    [InlineData("/etc/passwd")]
    [InlineData("file:///etc/passwd")]
    [InlineData("http://127.0.0.1:9/parts.xsd")]
    [InlineData("link.xsd")]
    [InlineData("away/secret.xsd")]
    public async Task A_file_does_not_lead_out_of_its_folder(string location)
    {
        var secret = _folder.Put("secret.xsd", Parts.Schema);
        var wsdl = _folder.Put("wsdl/parts.wsdl", Parts.Wsdl.Replace(Imports, location, StringComparison.Ordinal));
        File.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(wsdl)!, "link.xsd"), secret);
        Directory.CreateSymbolicLink(Path.Combine(Path.GetDirectoryName(wsdl)!, "away"), Path.GetDirectoryName(secret)!);

        (await RefusedAsync(wsdl)).ShouldContain("is not read");
    }

    [Theory]
    [InlineData("<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>")]
    [InlineData("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;'>]>")]
    public async Task A_DTD_is_refused(string dtd) =>
        (await RefusedAsync(_folder.Put("wsdl/parts.wsdl", dtd + Parts.Wsdl))).ShouldContain("DTD");

    [Fact]
    public async Task A_page_that_is_no_WSDL_says_what_it_is()
    {
        Page("own/login", "<html><body>Sign in<br></body></html>");
        (await RefusedAsync($"{Own}/login")).ShouldContain("no XML");
        _pages["own/gone"] = context =>
        {
            context.Response.StatusCode = 401;
            return Task.CompletedTask;
        };
        (await RefusedAsync($"{Own}/gone")).ShouldContain("download the file");
        (await RefusedAsync($"{Own}/nowhere")).ShouldContain("404");
    }

    [Fact]
    public async Task What_is_not_there_is_named_and_the_rest_is_imported()
    {
        var include = "<xs:include schemaLocation='gone.xsd'/><xs:simpleType name=\"Code\">";
        Page("own/xsd/parts.xsd", Parts.Schema.Replace("<xs:simpleType name=\"Code\">", include, StringComparison.Ordinal));
        var report = await _folder.WsdlAsync($"{Own}/parts.wsdl");

        ImportingWsdl.Note(report, Hub.Importing.ImportNoteKind.Skipped, "parts.wsdl").ShouldContain("404");
    }

    [Fact]
    public async Task Files_without_end_are_given_up()
    {
        _pages["own/parts.wsdl"] = async context =>
        {
            var chunk = new byte[1024 * 1024];
            Array.Fill(chunk, (byte)' ');
            for (var i = 0; i < 64 && !context.RequestAborted.IsCancellationRequested; i++)
                await context.Response.Body.WriteAsync(chunk);
        };
        (await RefusedAsync($"{Own}/parts.wsdl")).ShouldContain("a file may have 16 MB");
    }

    [Fact]
    public async Task Imports_without_end_are_given_up()
    {
        _pages["own/endless"] = async context =>
        {
            var number = int.Parse(context.Request.Query["n"].FirstOrDefault() ?? "0");
            await context.Response.WriteAsync(
                $"<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'><import namespace='x' location='endless?n={number + 1}'/></definitions>");
        };
        (await RefusedAsync($"{Own}/endless")).ShouldContain("more than 300 files");
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("169.254.169.254", true)]
    [InlineData("100.64.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("8.8.8.8", false)]
    [InlineData("::1", true)]
    [InlineData("::", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00:ec2::254", true)]
    [InlineData("::ffff:127.0.0.1", true)]
    [InlineData("64:ff9b::a9fe:a9fe", true)]
    [InlineData("2002:7f00:1::", true)]
    [InlineData("2606:4700::1111", false)]
    public void An_address_within_is_known_by_its_range(string address, bool inner) => ReadingRules.IsInner(IPAddress.Parse(address)).ShouldBe(inner);

    [Fact]
    public void The_same_host_is_the_same_port_and_never_less_than_TLS()
    {
        var rules = new ReadingRules(new Uri("http://parts.example/a.wsdl"), []);
        rules.WhyRefused(new Uri("http://PARTS.example/b.xsd")).ShouldBeNull();
        rules.WhyRefused(new Uri("https://parts.example/b.xsd")).ShouldBeNull();
        rules.WhyRefused(new Uri("http://parts.example:9200/_search")).ShouldNotBeNull();
        rules.WhyRefused(new Uri("http://sub.parts.example/b.xsd")).ShouldNotBeNull();
        new ReadingRules(new Uri("https://parts.example/a.wsdl"), []).WhyRefused(new Uri("http://parts.example/b.xsd")).ShouldNotBeNull();
        new ReadingRules(new Uri("https://parts.example/a.wsdl"), ["parts.example:80"]).WhyRefused(new Uri("http://parts.example/b.xsd")).ShouldBeNull();
    }

    private Task<string> RefusedAsync(string location) => ImportingWsdl.RefusedAsync(() => _folder.WsdlAsync(location));

    private void Page(string place, string text, string? query = null) =>
        _pages[query is null ? place : $"{place}?{query}"] = context => context.Response.WriteAsync(text);

    private async Task<WebApplication> ServeAsync(string name)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(context =>
        {
            var place = name + context.Request.Path;
            _asked.Enqueue(place);
            if (_pages.TryGetValue(place + context.Request.QueryString, out var page) || _pages.TryGetValue(place, out page))
                return page(context);
            context.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await app.StartAsync();
        return app;
    }
}
