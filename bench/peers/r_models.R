# bench/peers/r_models.R SERIES.csv SEASON HORIZON OUT.csv [EVERY] - what R's package forecast makes of given models.
#
# SERIES.csv holds series,period,value in full rows (no missing values). Writes rows series,what,model,step,value,seconds:
#   ets      log-likelihood of the given form (step 0), CPU seconds of the fit
#   arima    log-likelihood of the given order
#   dropped  the same where R leaves the first value out of it: arima() skips innovations whose variance exceeds 1e4,
#            made for the diffuse start of differenced series, but a root of 0.99995 reaches it as well
#   diffuse  the same of differenced series, at R's estimates, with kappa = 1e8: at its default of 1e6 the start is not
#            diffuse enough and the number up to 0.007 too high for series far from zero
#   theta    the point forecasts of thetaf, step 1..HORIZON
#   least    the same with the smoothing of thetaf (ses) at the least sum of squares within R's bounds, where its likelihood
#            is largest: thetaf's simplex may stop before it, which is said on standard error
#   auto     CPU seconds of ets, thetaf and auto.arima with their defaults, for every EVERY-th series
# OUT.csv.done names the series whose rows are whole: started again, it goes on after the last of them.
# bench_peers.c makes the same with this project's methods in one run and prints the ratios.
suppressMessages(library(forecast))
args <- commandArgs(trailingOnly = TRUE)
season <- as.integer(args[2])
horizon <- as.integer(args[3])
every <- if (length(args) > 4) as.integer(args[5]) else 1
rows <- read.csv(args[1], stringsAsFactors = FALSE, colClasses = c("character", "character", "numeric"))
plain <- c("ANN", "AAN", "AAdN", "MNN", "MAN", "MAdN")
seasonal <- c("ANA", "AAA", "AAdA", "MNA", "MAA", "MAdA", "MNM", "MAM", "MAdM")
# p d q P D Q constant
orders <- list(c(0, 1, 1, 0, 0, 0, 0), c(1, 0, 0, 0, 0, 0, 1), c(1, 1, 1, 0, 0, 0, 1), c(2, 1, 2, 0, 0, 0, 0))
if (season > 1) orders <- c(orders, list(c(0, 1, 1, 0, 1, 1, 0), c(1, 0, 1, 1, 0, 0, 1), c(1, 0, 1, 0, 1, 1, 1)))
# What a stopped run left: the rows of finished series are kept, those of the one it was at are made again.
mark <- paste0(args[4], ".done")
done <- if (file.exists(mark)) readLines(mark) else character(0)
kept <- if (length(done) > 0) readLines(args[4])[-1] else character(0)
out <- file(args[4], "w")
writeLines(c("series,what,model,step,value,seconds", kept[sub(",.*", "", kept) %in% done]), out)
show <- function(name, what, model, step, value, seconds)
    writeLines(sprintf("%s,%s,%s,%d,%.12g,%.5f", name, what, model, step, value, seconds), out)
timed <- function(f) {
    value <- NULL
    spent <- system.time(value <- tryCatch(f(), error = function(e) NULL))
    list(value = value, seconds = spent[[1]] + spent[[2]])
}
fit_arima <- function(y, o) Arima(y, order = o[1:3], seasonal = o[4:6], include.constant = o[7] == 1)
# The level after the last value and the sum of squares of simple smoothing at alpha with the best first level: errors are
# linear in it, e[t] = e0[t] - l (1 - alpha)^(t-1).
smooth_at <- function(alpha, x) {
    fade <- (1 - alpha)^(seq_along(x) - 1)
    e <- numeric(length(x))
    level <- 0
    for (t in seq_along(x)) {
        e[t] <- x[t] - level
        level <- level + alpha * e[t]
    }
    first <- sum(e * fade) / sum(fade^2)
    list(squares = sum((e - first * fade)^2), level = level + first * (1 - alpha)^length(x))
}
# alpha of the least squares within R's bounds: a grid, then the best stretch of it.
least_alpha <- function(x) {
    squares <- function(a) smooth_at(a, x)$squares
    grid <- seq(1e-4, 0.9999, length.out = 400)
    at <- which.min(vapply(grid, squares, 0))
    ends <- grid[c(max(1, at - 1), min(400, at + 1))]
    found <- optimize(squares, ends, tol = 1e-9)$minimum
    c(ends, found)[which.min(vapply(c(ends, found), squares, 0))]
}
# The points of theta (trend of half the slope, season by thetaf's own test) with that alpha.
least_theta <- function(name, y, f) {
    n <- length(y)
    m <- frequency(y)
    steps <- seq_along(f$mean)
    season <- rep(1, length(steps))
    r <- if (m > 1 && n > 2 * m) as.numeric(acf(y, lag.max = m, plot = FALSE)$acf)[-1]
    if (!is.null(r) && abs(r[m]) / sqrt((1 + 2 * sum(r[-m]^2)) / n) > qnorm(0.95)) {
        parts <- decompose(y, type = "multiplicative")$seasonal
        y <- y / parts
        season <- rep(as.numeric(tail(parts, m)), length.out = length(steps))
    }
    x <- as.numeric(y)
    alpha <- least_alpha(x)
    best <- smooth_at(alpha, x)
    above <- smooth_at(f$model$alpha, x)$squares / best$squares - 1
    if (above > 1e-6) message(sprintf("%s: thetaf stops at alpha %.4f, squares %.3g above the least at %.4f", name, f$model$alpha, above, alpha))
    season * (best$level + f$model$drift * (steps - 1 + (1 - (1 - alpha)^n) / alpha))
}
names <- unique(rows$series)
for (i in seq_along(names)) {
    if (names[i] %in% done) next
    y <- ts(rows$value[rows$series == names[i]], frequency = season)
    for (form in if (season > 1 && length(y) > 2 * season + 3) c(plain, seasonal) else plain) {
        if (startsWith(form, "M") && min(y) <= 0) next
        damped <- nchar(form) == 4
        r <- timed(function() ets(y, model = gsub("d", "", form), damped = damped)$loglik)
        if (!is.null(r$value)) show(names[i], "ets", form, 0L, r$value, r$seconds)
    }
    for (o in orders) {
        r <- timed(function() fit_arima(y, o))
        if (!is.null(r$value)) {
            first <- makeARIMA(r$value$model$phi, r$value$model$theta, numeric(0))$Pn[1, 1]
            what <- if (is.finite(first) && first < 1e4) "arima" else "dropped"
            show(names[i], what, paste(o, collapse = " "), 0L, r$value$loglik, r$seconds)
            if (o[2] + o[5] > 0) {
                f <- r$value
                again <- timed(function() arima(y, order = o[1:3], seasonal = o[4:6], fixed = coef(f), kappa = 1e8,
                    xreg = if (o[7] == 1) seq_along(y) else NULL, transform.pars = FALSE)$loglik)
                if (!is.null(again$value)) show(names[i], "diffuse", paste(o, collapse = " "), 0L, again$value, 0)
            }
        }
    }
    r <- timed(function() thetaf(y, h = horizon))
    if (!is.null(r$value)) {
        least <- least_theta(names[i], y, r$value)
        for (h in 1:horizon) {
            show(names[i], "theta", "theta", h, r$value$mean[h], r$seconds)
            show(names[i], "least", "theta", h, least[h], 0)
        }
    }
    if (i %% every == 0) for (m in c("ets", "theta", "arima")) {
        f <- list(ets = ets, theta = thetaf, arima = auto.arima)[[m]]
        r <- timed(function() { forecast(f(y), h = horizon); 0 })
        if (!is.null(r$value)) show(names[i], "auto", m, 0L, 0, r$seconds)
    }
    flush(out)
    cat(names[i], "\n", sep = "", file = mark, append = TRUE)
}
close(out)
